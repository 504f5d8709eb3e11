package io.numactor.runtime.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** The few forms that a response takes. */
public final class HttpReplies {
    private HttpReplies() {}

    /** JSON text with a status. */
    public static HttpResponse json(int status, String json) {
        return of(status, ContentTypes.APPLICATION_JSON, json);
    }

    /** A failure as {@code {"error": "..."}}: one sentence, for people. */
    public static HttpResponse error(int status, String message) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(message));
        return json(status, "{\"error\":\"" + quoted + "\"}\n");
    }

    /** Text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return of(status, ContentTypes.TEXT_PLAIN_UTF8, text);
    }

    /** Text of any type, in UTF-8. */
    public static HttpResponse of(int status, ContentType type, String text) {
        return HttpResponse.create().withStatus(status).withEntity(type, ByteString.fromString(text));
    }
}
