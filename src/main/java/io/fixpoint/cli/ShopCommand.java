package io.fixpoint.cli;

import io.fixpoint.demo.Shop;
import io.fixpoint.demo.ShopOptions;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the shop of the demonstration alone, to be watched and repaired by a server elsewhere. */
@Command(
        name = "shop",
        description = "Runs the demonstration's shop alone, until it is stopped.",
        mixinStandardHelpOptions = true)
final class ShopCommand implements Callable<Integer> {

    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description = "What to listen on (default: ${DEFAULT-VALUE}).")
    String address = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "" + ShopOptions.DEFAULT_PORT,
            description = "The control port; gateway, orders, payment, inventory and database have the five after it"
                    + " (default: ${DEFAULT-VALUE}).")
    int port = ShopOptions.DEFAULT_PORT;

    @Option(
            names = "--fixpoint",
            paramLabel = "URL",
            description = "The server that facts are posted to; none unless given. Its user is in FIXPOINT_SHOP_USER"
                    + " and FIXPOINT_SHOP_PASSWORD.")
    @Nullable
    URI fixpoint;

    @Override
    public Integer call() throws InterruptedException {
        String user = System.getenv().getOrDefault("FIXPOINT_SHOP_USER", "admin");
        String password = System.getenv().getOrDefault("FIXPOINT_SHOP_PASSWORD", "");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "fixpoint-shop-stop"));
        try (Shop shop = new Shop(new ShopOptions(address, port, fixpoint, user, password))) {
            shop.start();
            System.out.println(
                    "The shop is open; its control is at " + shop.control() + ", its services at " + shop.urls() + ".");
            stopped.await();
        }
        return 0;
    }
}
