package io.fixpoint.rule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the folder when it changes while the server runs, if that is switched on. It reads the folder again and again
 * instead of asking to be told, since network folders and those that Kubernetes mounts tell nothing. Files are published
 * when two looks in a row found the same: who copies a folder writes one file after the other.
 */
@ApplicationScoped
public class RuleFolderWatch {
    private static final Logger LOG = Logger.getLogger(RuleFolderWatch.class);

    private final RulesConfig config;
    private final Supplier<List<RuleFile>> folder;
    private final Consumer<List<RuleFile>> publish;
    private @Nullable String known;
    private @Nullable String seen;
    private @Nullable String trouble;
    private @Nullable ScheduledExecutorService looks;

    @Inject
    RuleFolderWatch(RulesConfig config, RuleReleases releases) {
        this(config, () -> RuleFolder.read(config.dir()), releases::folderChanged);
    }

    RuleFolderWatch(RulesConfig config, Supplier<List<RuleFile>> folder, Consumer<List<RuleFile>> publish) {
        this.config = config;
        this.folder = folder;
        this.publish = publish;
    }

    /** Begins to look, if the folder is to be watched; what it holds now is known. */
    public void start() {
        if (!config.watch()) {
            return;
        }
        known = RuleFolder.hash(folder.get());
        long every = config.watchEvery().toMillis();
        looks = Executors.newSingleThreadScheduledExecutor(look -> {
            Thread thread = new Thread(look, "fixpoint-rules-watch");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    public void stop() {
        if (looks != null) {
            looks.shutdown();
        }
    }

    /** Looks once. Trouble is logged when it begins, and what runs goes on. */
    void look() {
        try {
            List<RuleFile> files = folder.get();
            String hash = RuleFolder.hash(files);
            if (hash.equals(known)) {
                seen = null;
            } else if (hash.equals(seen)) {
                known = hash;
                publish.accept(files);
            } else {
                seen = hash;
            }
            trouble = null;
        } catch (RuntimeException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(trouble)) {
                LOG.errorf(e, "The rules in '%s' cannot be published; what runs goes on.", config.dir());
            }
            trouble = now;
        }
    }
}
