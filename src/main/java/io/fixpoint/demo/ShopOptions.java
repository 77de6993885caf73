package io.fixpoint.demo;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the shop listens and whom it tells.
 *
 * @param address what it listens on, such as {@code 127.0.0.1}, or {@code 0.0.0.0} in a container
 * @param firstPort the control port; gateway, orders, payment, inventory and database have the five after it. 0: any
 *     free ports
 * @param fixpoint the base URL of the server that facts are posted to; null for none
 * @param user who posts them
 */
public record ShopOptions(
        String address, int firstPort, @Nullable URI fixpoint, String user, String password) {

    /** The control port unless another is stated. */
    public static final int DEFAULT_PORT = 9700;

    /** A shop on any free ports of this machine that tells nobody. */
    public static ShopOptions silent() {
        return new ShopOptions("127.0.0.1", 0, null, "", "");
    }
}
