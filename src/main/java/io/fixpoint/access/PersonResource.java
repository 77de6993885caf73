package io.fixpoint.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who one is. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
public class PersonResource {
    private final Person person;

    PersonResource(Person person) {
        this.person = person;
    }

    /** The caller, as the server knows it. */
    public record PersonView(String name, SortedSet<String> roles, SortedSet<String> groups) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN, Roles.INGEST, Roles.WORKER})
    public PersonView me() {
        return new PersonView(person.name(), new TreeSet<>(person.roles()), new TreeSet<>(person.groups()));
    }
}
