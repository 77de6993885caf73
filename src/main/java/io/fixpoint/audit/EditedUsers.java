package io.fixpoint.audit;

import io.fixpoint.access.UsersChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Writes down that somebody changed the users file by hand; who, only the machine knows. */
@ApplicationScoped
class EditedUsers {
    private static final Logger LOG = Logger.getLogger(EditedUsers.class);

    private final AuditStore store;
    private final ShownThing shown;

    @Inject
    EditedUsers(AuditStore store, ShownThing shown) {
        this.store = store;
        this.shown = shown;
    }

    void changed(@Observes UsersChanged change) {
        if (!change.byHand()) {
            return;
        }
        try {
            store.add(
                    new AuditStore.Begun(
                            "somebody",
                            null,
                            "file",
                            "edit of the users file",
                            "/api/v1/users",
                            shown.text(change.before())),
                    shown.text(change.after()));
        } catch (RuntimeException e) {
            // The users hold all the same.
            LOG.errorf(e, "The audit does not know of a change of the users file.");
        }
    }
}
