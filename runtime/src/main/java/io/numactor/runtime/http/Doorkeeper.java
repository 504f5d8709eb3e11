package io.numactor.runtime.http;

import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.CallRates;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Who may come in: clients that show the token, where there is one, and do not call too often. Pages of other sites that
 * a browser on this computer has open are kept out, because loopback is open to them too.
 */
final class Doorkeeper {
    private final Optional<ApiToken> token;
    private final CallRates rates;

    Doorkeeper(Optional<ApiToken> token, CallRates rates) {
        this.token = token;
        this.rates = rates;
    }

    /** The answer to a request that is not let in. */
    Optional<HttpResponse> refusal(HttpRequest request) {
        if (!rates.allows(client(request))) {
            return Optional.of(HttpReplies.error(429, rates.refusal()));
        }
        if (isOfAnotherSite(request)) {
            return Optional.of(HttpReplies.error(403, "pages of other sites may not use this"));
        }
        return showsToken(request) ? Optional.empty() : Optional.of(unknown());
    }

    private static Object client(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .orElseGet(InetAddress::getLoopbackAddress);
    }

    /** A browser says which site a page is of. */
    private static boolean isOfAnotherSite(HttpRequest request) {
        Optional<String> origin = header(request, "Origin");
        String own = header(request, "Host").orElse("");
        return origin.isPresent()
                && !origin.get().replaceFirst("^https?://", "").equals(own);
    }

    private static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    /** Health says nothing but "up": whoever only watches needs no secret. */
    private boolean showsToken(HttpRequest request) {
        return token.isEmpty()
                || request.getUri().path().startsWith("/health/")
                || header(request, ApiToken.HEADER)
                        .filter(token.get()::isShownBy)
                        .isPresent();
    }

    private static HttpResponse unknown() {
        return HttpReplies.error(401, "show this cluster's token, in a header: Authorization: Bearer TOKEN")
                .addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
    }
}
