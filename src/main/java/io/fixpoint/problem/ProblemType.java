package io.fixpoint.problem;

import java.util.Locale;

/** The kinds of errors, each with a stable URI, a constant title and a status. */
public enum ProblemType {
    BAD_REQUEST(400, "The request cannot be understood"),
    UNAUTHENTICATED(401, "Log in first"),
    FORBIDDEN(403, "Your roles do not allow this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    NOT_ACCEPTABLE(406, "None of the accepted media types is served here"),
    CONFLICT(409, "It is not in a state that allows this"),
    PRECONDITION_FAILED(412, "It was changed meanwhile; read it again"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type is not understood here"),
    INVALID(422, "The content is not valid"),
    PRECONDITION_REQUIRED(428, "Say what you have seen before you change it"),
    TOO_MANY_REQUESTS(429, "Too much at once; try again later"),
    INTERNAL(500, "The server failed"),
    UNAVAILABLE(503, "Not now; try again later");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** {@code urn:fixpoint:problem:not-found} */
    public String uri() {
        return "urn:fixpoint:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
