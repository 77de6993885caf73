package io.fixpoint.account;

import io.fixpoint.access.AccessToken;
import io.fixpoint.access.AccessTokens;
import io.fixpoint.access.AccessTokens.Made;
import io.fixpoint.access.Roles;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tokens that scripts log in with. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN, Roles.INGEST, Roles.WORKER})
public class TokenResource {
    private final AccessTokens tokens;

    TokenResource(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** A token to be made; without {@code expiresAt} it does not expire. */
    public record TokenRequest(
            @Nullable String name,
            @Nullable Set<String> roles,
            @Nullable Instant expiresAt) {}

    /**
     * A token.
     *
     * @param token what the script sends, {@code Authorization: Bearer …}; only in the answer that made it
     */
    public record TokenView(
            String id,
            String name,
            String owner,
            SortedSet<String> roles,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable String token) {
        static TokenView of(AccessToken token, @Nullable String secret) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.owner(),
                    new TreeSet<>(token.roles()),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    secret);
        }
    }

    /** One's own; an administrator sees all. */
    @GET
    public Page<TokenView> list(@BeanParam PageQuery query) {
        return Page.of(
                tokens.list(query.offset(), query.pageSize()).stream()
                        .map(token -> TokenView.of(token, null))
                        .toList(),
                tokens.count(),
                query);
    }

    @GET
    @Path("{id}")
    public TokenView get(@PathParam("id") String id) {
        return TokenView.of(tokens.get(id), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response make(@Nullable TokenRequest request) {
        Made made = request == null
                ? tokens.make(null, null, null)
                : tokens.make(request.name(), request.roles(), request.expiresAt());
        return Response.created(URI.create("/api/v1/tokens/" + made.token().id()))
                .entity(TokenView.of(made.token(), made.secret()))
                .build();
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") String id) {
        tokens.remove(id);
    }
}
