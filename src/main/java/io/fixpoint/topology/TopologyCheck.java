package io.fixpoint.topology;

import static io.fixpoint.topology.TopologyView.listed;
import static io.fixpoint.topology.TopologyView.text;

import io.fixpoint.topology.TopologyView.DependencyView;
import io.fixpoint.topology.TopologyView.ServiceView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a topology. Services that call each other in a circle are allowed. */
final class TopologyCheck {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_ROWS = 20_000;

    private final List<Row> rows = new ArrayList<>();

    /** What is wrong with one field, such as {@code dependencies[3].to}. */
    record Row(String field, String detail) {
        @Override
        public String toString() {
            return field + ": " + detail;
        }
    }

    static List<Row> problems(TopologyView view) {
        TopologyCheck check = new TopologyCheck();
        check.dependencies(view, check.services(view));
        return check.rows;
    }

    private Set<String> services(TopologyView view) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ServiceView service : listed(view.services())) {
            String field = "services[" + index++ + "]";
            String name = text(service == null ? null : service.name());
            if (service == null || name.isEmpty()) {
                rows.add(new Row(field + ".name", "A service needs a name."));
                continue;
            }
            if (!names.add(name)) {
                rows.add(new Row(field + ".name", "The service '" + name + "' is declared twice."));
            }
            length(field + ".name", name);
            length(field + ".tier", service.tier());
            length(field + ".owner", service.owner());
        }
        if (index > MAX_ROWS) {
            rows.add(new Row("services", index + " services; there may be " + MAX_ROWS + "."));
        }
        return names;
    }

    private void dependencies(TopologyView view, Set<String> services) {
        Set<List<String>> pairs = new HashSet<>();
        int index = 0;
        for (DependencyView dependency : listed(view.dependencies())) {
            String field = "dependencies[" + index++ + "]";
            String caller = text(dependency == null ? null : dependency.caller());
            String provider = text(dependency == null ? null : dependency.provider());
            known(field + ".from", caller, services);
            known(field + ".to", provider, services);
            if (!caller.isEmpty() && caller.equals(provider)) {
                rows.add(new Row(field, "'" + caller + "' cannot depend on itself."));
            } else if (!caller.isEmpty() && !provider.isEmpty() && !pairs.add(List.of(caller, provider))) {
                rows.add(new Row(field, "The dependency of '" + caller + "' on '" + provider + "' is declared twice."));
            }
        }
        if (index > MAX_ROWS) {
            rows.add(new Row("dependencies", index + " dependencies; there may be " + MAX_ROWS + "."));
        }
    }

    private void known(String field, String name, Set<String> services) {
        if (name.isEmpty()) {
            rows.add(new Row(field, "A dependency needs 'from', the caller, and 'to', what it calls."));
        } else if (!services.contains(name)) {
            rows.add(new Row(field, "The service '" + name + "' is not declared; add it to 'services'."));
        }
    }

    private void length(String field, @Nullable String value) {
        if (value != null && value.length() > MAX_LENGTH) {
            rows.add(new Row(field, "It has " + value.length() + " characters; there may be " + MAX_LENGTH + "."));
        }
    }
}
