package io.fixpoint.importing;

import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Negative;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes {@code or} out of a query: what the query gives is what any of the alternatives gives. {@code a or b} is {@code a}
 * and, of {@code b}, what no element of {@code a} matches.
 */
final class Alternatives {
    private Alternatives() {}

    static List<Query> of(Query query) {
        if (query instanceof Binary binary) {
            return of(binary);
        }
        if (query instanceof Negative negative) {
            return of(negative.of()).stream().<Query>map(Negative::new).toList();
        }
        if (query instanceof Call call) {
            return of(call);
        }
        if (query instanceof Aggregate aggregate && of(aggregate.of()).size() > 1) {
            throw new RefusedRuleException("an aggregation over 'or' has no one set of series to go over");
        }
        return List.of(query);
    }

    private static List<Query> of(Call call) {
        if (call.arguments().isEmpty()) {
            return List.of(call);
        }
        List<Query> first = of(call.arguments().get(0));
        if (first.size() == 1) {
            return List.of(call);
        }
        if (call.function().startsWith("absent")) {
            throw new RefusedRuleException("the absence of an 'or' is not understood");
        }
        List<Query> all = new ArrayList<>();
        for (Query alternative : first) {
            List<Query> arguments = new ArrayList<>(call.arguments());
            arguments.set(0, alternative);
            all.add(new Call(call.function(), arguments));
        }
        return all;
    }

    private static List<Query> of(Binary binary) {
        List<Query> left = of(binary.left());
        List<Query> right = of(binary.right());
        List<Query> all = new ArrayList<>();
        if (binary.operator().equals("or")) {
            all.addAll(left);
            right.forEach(element -> all.add(unless(element, left, binary.matching())));
            return all;
        }
        for (Query one : left) {
            if (binary.operator().equals("unless")) {
                all.add(unless(one, right, binary.matching()));
            } else {
                for (Query other : right) {
                    all.add(new Binary(binary.operator(), binary.bool(), binary.matching(), one, other));
                }
            }
        }
        return all;
    }

    private static Query unless(Query query, List<Query> others, Matching matching) {
        Query left = query;
        for (Query other : others) {
            left = new Binary("unless", false, matching, left, other);
        }
        return left;
    }
}
