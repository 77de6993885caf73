package io.fixpoint.outbound;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** How a text is written in the places of a request. */
final class TextForm {
    private TextForm() {}

    /** How it is written in a body of this content type. */
    static UnaryOperator<String> inBody(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            return TextForm::json;
        }
        if (type.contains("x-www-form-urlencoded")) {
            return text -> URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
        return type.contains("xml") ? TextForm::xml : UnaryOperator.identity();
    }

    static String json(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** As JSON in ASCII only. */
    static String asciiJson(String text) {
        StringBuilder ascii = new StringBuilder();
        json(text).chars().forEach(c -> {
            if (c < 128) {
                ascii.append((char) c);
            } else {
                ascii.append(String.format("\\u%04x", c));
            }
        });
        return ascii.toString();
    }

    static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** In the path of an address; what separates its segments stays. */
    static String path(String text) {
        return query(text).replace("%2F", "/");
    }

    static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
