package io.numactor.machine.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.numactor.machine.Limits;
import io.numactor.machine.MachineRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads YAML or JSON into {@link Value}s, without binding it to types, so that every refusal can name its line. */
public final class DocumentReader {
    private static final int MAX_DEPTH = 20;
    private static final YAMLFactory YAML =
            YAMLFactory.builder().loaderOptions(yamlLimits()).build();
    private static final JsonFactory JSON = new JsonFactory();

    private final SourceFile source;
    private final JsonParser parser;

    private DocumentReader(SourceFile source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** Reads the one document of a YAML file. */
    public static Value yaml(SourceFile source) {
        return read(source, YAML);
    }

    public static Value json(SourceFile source) {
        return read(source, JSON);
    }

    private static LoaderOptions yamlLimits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Limits.MAX_FILE_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH + 1);
        return options;
    }

    private static Value read(SourceFile source, JsonFactory factory) {
        try (JsonParser parser = factory.createParser(source.text())) {
            return new DocumentReader(source, parser).document();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw source.refuseLine(line, "not well formed (" + firstLine(e.getOriginalMessage()) + ")");
        } catch (MachineRefused e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the YAML scanner lets a few of its own exceptions through
            throw source.refuse("not well formed (" + firstLine(String.valueOf(e.getMessage())) + ")");
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("no reason given");
    }

    private Value document() throws IOException {
        if (parser.nextToken() == null) {
            throw source.refuse("is empty");
        }
        Value root = value("", 0);
        if (parser.nextToken() != null) {
            throw place("").refuse("a second document follows; only one is allowed");
        }
        return root;
    }

    private Value value(String path, int depth) throws IOException {
        Value.Place place = place(path);
        if (depth > MAX_DEPTH) {
            throw place.refuse("nested deeper than " + MAX_DEPTH + " levels");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw place.refuse("anchors and aliases are not allowed; write the value out");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw place.refuse("a value is missing");
        }
        return switch (token) {
            case START_OBJECT -> mapping(place, path, depth);
            case START_ARRAY -> sequence(place, path, depth);
            case VALUE_NULL -> new Value.Scalar(place, "");
            default -> new Value.Scalar(place, parser.getText());
        };
    }

    private Value mapping(Value.Place place, String path, int depth) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String child = path.isEmpty() ? key : path + "." + key;
            if (fields.containsKey(key)) {
                throw place(child).refuse("the field is given twice");
            }
            next();
            fields.put(key, value(child, depth + 1));
        }
        return new Value.Mapping(place, fields);
    }

    private Value sequence(Value.Place place, String path, int depth) throws IOException {
        List<Value> items = new ArrayList<>();
        while (next() != JsonToken.END_ARRAY) {
            items.add(value(path + "[" + items.size() + "]", depth + 1));
        }
        return new Value.Sequence(place, items);
    }

    /** The next token inside a mapping or list, which the end of the document must not cut. */
    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw source.refuse("ends inside a mapping or list");
        }
        return token;
    }

    private Value.Place place(String path) {
        return new Value.Place(
                source.name(), Math.max(1, parser.currentTokenLocation().getLineNr()), path);
    }
}
