package io.fixpoint.access;

import java.util.List;

/** The file of users is wrong; the message has a line for each problem, with file and line. */
public final class InvalidUsersException extends RuntimeException {
    InvalidUsersException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
