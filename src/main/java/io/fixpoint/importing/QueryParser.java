package io.fixpoint.importing;

import io.fixpoint.fact.Lengths;
import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import io.fixpoint.importing.Query.Text;
import io.fixpoint.importing.Query.Unsupported;
import io.fixpoint.importing.grammar.PromQlBaseVisitor;
import io.fixpoint.importing.grammar.PromQlLexer;
import io.fixpoint.importing.grammar.PromQlParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.jspecify.annotations.Nullable;

/** Parses queries of Prometheus. */
final class QueryParser extends PromQlBaseVisitor<Query> {
    private static final Set<String> AGGREGATIONS = Set.of(
            "sum",
            "avg",
            "min",
            "max",
            "count",
            "group",
            "stddev",
            "stdvar",
            "topk",
            "bottomk",
            "quantile",
            "count_values");

    private QueryParser() {}

    /** @throws RefusedRuleException if the text is no query */
    static Query parse(String text) {
        PromQlLexer lexer = new PromQlLexer(CharStreams.fromString(text));
        PromQlParser parser = new PromQlParser(new CommonTokenStream(lexer));
        Refusal refusal = new Refusal();
        lexer.removeErrorListeners();
        parser.removeErrorListeners();
        lexer.addErrorListener(refusal);
        parser.addErrorListener(refusal);
        return new QueryParser().visit(parser.query().expression());
    }

    private static final class Refusal extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            throw new RefusedRuleException(
                    "the expression is not understood at line " + line + ", column " + (column + 1) + ": " + message);
        }
    }

    @Override
    public Query visitBinary(PromQlParser.BinaryContext binary) {
        return new Binary(
                binary.operator.getText().toLowerCase(Locale.ROOT),
                binary.BOOL() != null,
                matching(binary.matching()),
                visit(binary.expression(0)),
                visit(binary.expression(1)));
    }

    private static Matching matching(PromQlParser.@Nullable MatchingContext matching) {
        if (matching == null) {
            return Matching.ALL;
        }
        Matching.Group group = matching.GROUP_LEFT() != null
                ? Matching.Group.LEFT
                : matching.GROUP_RIGHT() != null ? Matching.Group.RIGHT : Matching.Group.NONE;
        return new Matching(
                matching.ON() != null,
                labels(matching.labels(0)),
                group,
                matching.labels().size() > 1 ? labels(matching.labels(1)) : Set.of());
    }

    private static Set<String> labels(PromQlParser.LabelsContext labels) {
        Set<String> names = new HashSet<>();
        labels.word().forEach(word -> names.add(word.getText()));
        return names;
    }

    @Override
    public Query visitUnary(PromQlParser.UnaryContext unary) {
        Query of = visit(unary.expression());
        return unary.PLUS() != null ? of : new Negative(of);
    }

    @Override
    public Query visitOperand(PromQlParser.OperandContext operand) {
        Query query = visit(operand.atom());
        for (PromQlParser.SuffixContext suffix : operand.suffix()) {
            query = suffixed(query, suffix);
        }
        return query;
    }

    private static Query suffixed(Query query, PromQlParser.SuffixContext suffix) {
        if (suffix instanceof PromQlParser.RangeContext range && query instanceof Selector selector) {
            return new Range(selector, Lengths.parse(range.DURATION().getText()));
        }
        if (suffix instanceof PromQlParser.OffsetContext offset) {
            Duration length = Lengths.parse(offset.DURATION().getText());
            if (offset.MINUS() != null) {
                return new Unsupported("a negative offset looks into the future");
            }
            if (query instanceof Selector selector) {
                return new Selector(selector.matchers(), selector.offset().plus(length));
            }
            if (query instanceof Range range) {
                return new Range(
                        new Selector(
                                range.selector().matchers(),
                                range.selector().offset().plus(length)),
                        range.length());
            }
        }
        if (suffix instanceof PromQlParser.InstantContext) {
            return new Unsupported("'@' fixes the time of evaluation");
        }
        return new Unsupported("a subquery evaluates an expression at many times, and only samples are kept");
    }

    @Override
    public Query visitParenthesis(PromQlParser.ParenthesisContext parenthesis) {
        return visit(parenthesis.expression());
    }

    @Override
    public Query visitNumber(PromQlParser.NumberContext number) {
        String text = number.getText().toLowerCase(Locale.ROOT);
        return new Query.Constant(
                text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Double.parseDouble(text));
    }

    @Override
    public Query visitText(PromQlParser.TextContext text) {
        return new Text(unquoted(text.STRING().getText()));
    }

    @Override
    public Query visitCall(PromQlParser.CallContext call) {
        String name = call.word().getText();
        List<Query> arguments = new ArrayList<>();
        call.expression().forEach(argument -> arguments.add(visit(argument)));
        if (!AGGREGATIONS.contains(name.toLowerCase(Locale.ROOT))) {
            if (!call.grouping().isEmpty()) {
                throw new RefusedRuleException("'" + name + "' is no aggregation, so it has no 'by' or 'without'");
            }
            return new Call(name, arguments);
        }
        if (arguments.isEmpty() || arguments.size() > 2 || call.grouping().size() > 1) {
            throw new RefusedRuleException("'" + name + "' is not called as an aggregation is");
        }
        PromQlParser.GroupingContext grouping =
                call.grouping().isEmpty() ? null : call.grouping().get(0);
        return new Aggregate(
                name.toLowerCase(Locale.ROOT),
                grouping != null && grouping.WITHOUT() != null,
                grouping == null ? Set.of() : labels(grouping.labels()),
                arguments.size() > 1 ? arguments.get(0) : null,
                arguments.get(arguments.size() - 1));
    }

    @Override
    public Query visitSelector(PromQlParser.SelectorContext selector) {
        List<Matcher> matchers = new ArrayList<>();
        if (selector.word() != null) {
            String name = selector.word().getText();
            if (selector.matchers() == null && name.equalsIgnoreCase("inf")) {
                return new Query.Constant(Double.POSITIVE_INFINITY);
            }
            if (selector.matchers() == null && name.equalsIgnoreCase("nan")) {
                return new Query.Constant(Double.NaN);
            }
            matchers.add(new Matcher(Query.NAME, Matcher.Kind.EQUAL, name));
        }
        if (selector.matchers() != null) {
            for (PromQlParser.MatcherContext matcher : selector.matchers().matcher()) {
                Matcher.Kind kind = switch (matcher.operator.getText()) {
                    case "=" -> Matcher.Kind.EQUAL;
                    case "!=" -> Matcher.Kind.UNEQUAL;
                    case "=~" -> Matcher.Kind.MATCHES;
                    default -> Matcher.Kind.MATCHES_NOT;
                };
                matchers.add(new Matcher(
                        matcher.word().getText(),
                        kind,
                        unquoted(matcher.STRING().getText())));
            }
        }
        return new Selector(matchers, Duration.ZERO);
    }

    /** The text of a Go string literal. */
    private static String unquoted(String literal) {
        String inner = literal.substring(1, literal.length() - 1);
        if (literal.startsWith("`") || inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = inner.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case '\\', '"', '\'' -> text.append(escaped);
                default -> throw new RefusedRuleException("the escape '\\" + escaped + "' in a text is not understood");
            }
        }
        return text.toString();
    }
}
