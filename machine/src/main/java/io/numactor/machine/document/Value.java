package io.numactor.machine.document;

import io.numactor.machine.MachineRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A value in a YAML or JSON document, with the line and the field path that a refusal names. */
public sealed interface Value {
    Place place();

    /** Where a value stands: file, line from 1, and path such as {@code nodes[2].memory}. */
    record Place(String source, int line, String path) {

        /** A refusal that names this place. */
        public MachineRefused refuse(String reason) {
            String where = path.isEmpty() ? "line " + line : "line " + line + ": " + path;
            return MachineRefused.at(source, where, reason);
        }
    }

    /** A scalar, as it is written; null and empty values are the empty text. */
    record Scalar(Place place, String text) implements Value {}

    /** A list. */
    record Sequence(Place place, List<Value> items) implements Value {}

    /** A mapping; keys in the order of the document. */
    record Mapping(Place place, Map<String, Value> fields) implements Value {
        public Optional<Value> find(String key) {
            return Optional.ofNullable(fields.get(key));
        }

        /** The value of a field that must be there. */
        public Value get(String key) {
            return find(key).orElseThrow(() -> place.refuse("the field '" + key + "' is missing"));
        }

        /** Refuses keys that are not among these. */
        public void allowOnly(Set<String> keys) {
            fields.forEach((key, value) -> {
                if (!keys.contains(key)) {
                    throw value.refuse("unknown field '" + key + "'; known here: " + String.join(", ", sorted(keys)));
                }
            });
        }

        private static List<String> sorted(Set<String> keys) {
            return keys.stream().sorted().toList();
        }
    }

    default MachineRefused refuse(String reason) {
        return place().refuse(reason);
    }

    default Mapping mapping() {
        if (this instanceof Mapping mapping) {
            return mapping;
        }
        throw refuse("must be a mapping of fields");
    }

    /** The items of a list of at most {@code most} items. */
    default List<Value> list(int most) {
        if (!(this instanceof Sequence sequence)) {
            throw refuse("must be a list");
        }
        if (sequence.items().size() > most) {
            throw refuse("has " + sequence.items().size() + " items, at most " + most + " are allowed");
        }
        return sequence.items();
    }

    default String text() {
        if (this instanceof Scalar scalar) {
            return scalar.text();
        }
        throw refuse("must be a single value");
    }

    /** A number or size within [least, most]. */
    default long number(long least, long most) {
        String text = text();
        OptionalLong value = Quantity.parse(text);
        if (value.isEmpty()) {
            throw refuse("'" + shortened(text) + "' is not " + Quantity.FORMS);
        }
        if (value.getAsLong() < least || value.getAsLong() > most) {
            throw refuse(value.getAsLong() + " is not allowed; allowed: " + least + " to " + most);
        }
        return value.getAsLong();
    }

    default int integer(int least, int most) {
        return (int) number(least, most);
    }

    default boolean bool() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refuse("must be true or false");
        };
    }

    /** One of an enum's words; words are the constants' names in lower case, blanks for underscores. */
    default <E extends Enum<E>> E oneOf(Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String word = word(constant);
            if (word.equals(text())) {
                return constant;
            }
            words.add(word);
        }
        throw refuse("'" + shortened(text()) + "' is not one of: " + String.join(", ", words));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
