package io.fixpoint.access;

import java.util.List;

/**
 * A CDI event: other users hold now.
 *
 * @param byHand whether somebody edited the users file, of which nobody else knows
 */
public record UsersChanged(List<UserView> before, List<UserView> after, boolean byHand) {
    public UsersChanged {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
