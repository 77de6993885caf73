package io.fixpoint.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows people by the cookie of their session. A request that changes something needs the session's token beside it, in
 * a header that no form and no page of another site can set.
 */
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {
    /** The name of the cookie. */
    static final String COOKIE = "fixpoint-session";
    /** The header with the token against forged requests. */
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** The secret of a cookie, and what the request brought beside it. */
    static final class SessionRequest extends BaseAuthenticationRequest {
        private final String secret;

        SessionRequest(String secret) {
            this.secret = secret;
        }

        String secret() {
            return secret;
        }
    }

    /** Before Basic, which answers that there are no credentials. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 100;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext http, IdentityProviderManager identities) {
        Cookie cookie = http.request().getCookie(COOKIE);
        if (cookie == null || http.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            return Uni.createFrom().nullItem();
        }
        String secret = cookie.getValue();
        if (!READING.contains(http.request().method())
                && !isToken(http.request().getHeader(CSRF_HEADER), secret)) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException(Map.of(AuthenticationProblems.FORGED, true)));
        }
        return identities.authenticate(new SessionRequest(secret));
    }

    private static boolean isToken(@Nullable String given, String secret) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        LoginSessions.csrfToken(secret).getBytes(StandardCharsets.UTF_8));
    }

    /** {@link AuthenticationProblems} challenges. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext http) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(SessionRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext http) {
        return Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.COOKIE, COOKIE));
    }
}
