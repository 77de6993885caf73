package io.fixpoint.rule;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.Position;
import com.github.javaparser.Problem;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.CharLiteralExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.ThisExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import io.fixpoint.fact.Lengths;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks one expression of a rule against the fact language. Everything that is not known to be harmless is refused:
 * Drools runs conditions as freely as consequences.
 */
final class ExpressionCheck {
    private static final Set<UnaryExpr.Operator> UNARY = Set.of(
            UnaryExpr.Operator.PLUS,
            UnaryExpr.Operator.MINUS,
            UnaryExpr.Operator.LOGICAL_COMPLEMENT,
            UnaryExpr.Operator.BITWISE_COMPLEMENT);
    private static final Set<String> PROCESS_NAMES = Set.of("process", "undo");
    private static final Set<String> LENGTHS = Set.of("pendingFor", "keepFiringFor", "stableFor");
    private static final Set<String> MEMORY =
            Set.of("update", "modify", "delete", "retract", "insert", "insertLogical", "bolster");

    private final Findings findings;
    private final Scope scope;
    private final String text;
    private final int offset;
    private final boolean consequence;
    private final Optional<Set<String>> processes;
    private final Set<String> understood = new HashSet<>();

    /**
     * @param text the whole text that is parsed, lying in the file at {@code offset}
     * @param consequence whether it is Java, where a property is read by its getter only
     * @param processes the processes that may be named
     */
    ExpressionCheck(
            Findings findings,
            Scope scope,
            String text,
            int offset,
            boolean consequence,
            Optional<Set<String>> processes) {
        this.findings = findings;
        this.scope = scope;
        this.text = text;
        this.offset = offset;
        this.consequence = consequence;
        this.processes = processes;
    }

    static JavaParser parser() {
        return new JavaParser(new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17));
    }

    /** Parses and checks the text as one expression. */
    RuleType check() {
        ParseResult<Expression> result = parser().parseExpression(text);
        if (!result.isSuccessful() || result.getResult().isEmpty()) {
            findings.addAt(
                    offset,
                    "'" + text.strip() + "' is not understood"
                            + (text.contains("'") ? "; write text in double quotes" : "")
                            + (text.contains("#") ? "; a condition cannot cast" : "")
                            + reason(result));
            return RuleType.REFUSED;
        }
        return check(result.getResult().get());
    }

    private static String reason(ParseResult<?> result) {
        return result.getProblems().stream()
                .findFirst()
                .map(Problem::getMessage)
                .map(message -> " (" + message.lines().findFirst().orElse("") + ")")
                .orElse("");
    }

    /** Every word that was checked; what is in the text besides was seen by no parser. */
    Set<String> understood() {
        return understood;
    }

    RuleType check(Expression expression) {
        if (expression instanceof StringLiteralExpr) {
            return RuleType.TEXT;
        }
        if (expression instanceof BooleanLiteralExpr) {
            return RuleType.TRUTH;
        }
        if (expression instanceof IntegerLiteralExpr || expression instanceof LongLiteralExpr) {
            return RuleType.of(long.class);
        }
        if (expression instanceof DoubleLiteralExpr) {
            return RuleType.of(double.class);
        }
        if (expression instanceof CharLiteralExpr) {
            return consequence ? RuleType.of(char.class) : RuleType.TEXT;
        }
        if (expression instanceof NullLiteralExpr) {
            return RuleType.UNKNOWN;
        }
        if (expression instanceof EnclosedExpr enclosed) {
            return check(enclosed.getInner());
        }
        if (expression instanceof UnaryExpr unary && UNARY.contains(unary.getOperator())) {
            return check(unary.getExpression());
        }
        if (expression instanceof BinaryExpr binary) {
            return binary(binary);
        }
        if (expression instanceof ConditionalExpr conditional) {
            check(conditional.getCondition());
            check(conditional.getElseExpr());
            return check(conditional.getThenExpr());
        }
        if (expression instanceof CastExpr cast && cast.getType().isPrimitiveType()) {
            understood.add(cast.getType().asString());
            check(cast.getExpression());
            return RuleType.of(double.class);
        }
        if (expression instanceof NameExpr name) {
            return name(name);
        }
        if (expression instanceof ThisExpr self && self.getTypeName().isEmpty()) {
            understood.add("this");
            return scope.self().orElseGet(() -> refuse(self, "there is no 'this' here; use a variable"));
        }
        if (expression instanceof FieldAccessExpr access) {
            return field(access);
        }
        if (expression instanceof ArrayAccessExpr access) {
            return element(access);
        }
        if (expression instanceof MethodCallExpr call) {
            return call(call);
        }
        if (expression instanceof ObjectCreationExpr creation) {
            return refuse(
                    creation,
                    "'new " + creation.getType().asString()
                            + "' is refused: a rule creates nothing but a helper fact of a type that its file declares, as"
                            + " its conclusion");
        }
        return refuse(
                expression,
                "'" + brief(expression)
                        + "' is refused: write comparisons, arithmetic, properties and methods of facts");
    }

    private RuleType binary(BinaryExpr binary) {
        RuleType left = check(binary.getLeft());
        RuleType right = check(binary.getRight());
        return switch (binary.getOperator()) {
            case PLUS ->
                left.java() == String.class || right.java() == String.class ? RuleType.TEXT : number(left, right);
            case MINUS, MULTIPLY, DIVIDE, REMAINDER -> number(left, right);
            case BINARY_AND, BINARY_OR, XOR, LEFT_SHIFT, SIGNED_RIGHT_SHIFT, UNSIGNED_RIGHT_SHIFT -> left;
            default -> RuleType.TRUTH;
        };
    }

    private static RuleType number(RuleType left, RuleType right) {
        Set<Class<?>> whole = Set.of(int.class, long.class, Integer.class, Long.class);
        return RuleType.of(whole.contains(left.java()) && whole.contains(right.java()) ? long.class : double.class);
    }

    private RuleType name(NameExpr expression) {
        String name = expression.getNameAsString();
        understood.add(name);
        Optional<RuleType> known = scope.variable(name).or(() -> scope.self().flatMap(self -> self.property(name)));
        if (known.isEmpty() && scope.self().filter(self -> self.isRefused()).isPresent()) {
            return RuleType.REFUSED;
        }
        return known.orElseGet(() -> {
            Set<String> names = new HashSet<>(scope.variableNames());
            scope.self().ifPresent(self -> names.addAll(self.propertyNames()));
            Optional<String> constant = FactLanguage.constant(name);
            if (constant.isPresent()) {
                return refuse(expression, "'" + name + "' is no field here; write " + constant.get());
            }
            Optional<RuleType> self = scope.self().filter(fact -> !name.startsWith("$"));
            String of = self.map(fact -> "unknown field '" + name + "' of " + fact.name())
                    .orElse("'" + name + "' is not in the fact language and no variable of this rule");
            String near = RuleType.near(name, names);
            return refuse(
                    expression,
                    near.isEmpty() && self.isPresent() ? of + self.get().fieldsHint() : of + near);
        });
    }

    /** The type that the expression names, if it names one: {@code Severity}, {@code Repair.Mode}. */
    private Optional<Class<?>> namedType(Expression expression) {
        if (expression instanceof NameExpr name
                && scope.variable(name.getNameAsString()).isEmpty()) {
            Optional<Class<?>> type = FactLanguage.type(name.getNameAsString());
            type.ifPresent(known -> understood.add(name.getNameAsString()));
            return type;
        }
        if (expression instanceof FieldAccessExpr access) {
            Optional<Class<?>> nested =
                    namedType(access.getScope()).flatMap(outer -> FactLanguage.nested(outer, access.getNameAsString()));
            nested.ifPresent(known -> understood.add(access.getNameAsString()));
            return nested;
        }
        return Optional.empty();
    }

    private RuleType field(FieldAccessExpr access) {
        String name = access.getNameAsString();
        Optional<Class<?>> type = namedType(access.getScope());
        if (type.isPresent()) {
            return constant(access, type.get(), name);
        }
        RuleType owner = check(access.getScope());
        understood.add(name);
        if (owner.isRefused()) {
            return owner;
        }
        if (owner.isUnknown()) {
            return refuse(access, "the type before '." + name + "' is not known here, so nothing can be read of it");
        }
        RuleType property = owner.property(name).orElse(null);
        if (property == null) {
            return refuse(
                    access,
                    Map.class.isAssignableFrom(owner.java())
                            ? "write [\"" + name + "\"] to read an entry of a map"
                            : "unknown field '" + name + "' of " + owner.name()
                                    + RuleType.near(name, owner.propertyNames()));
        }
        if (consequence) {
            String getter = (property.java() == boolean.class ? "is" : "get")
                    + name.substring(0, 1).toUpperCase(Locale.ROOT)
                    + name.substring(1);
            return refuse(access, "after 'then' a field is read by its getter: write ." + getter + "()");
        }
        return property;
    }

    private RuleType constant(FieldAccessExpr access, Class<?> type, String name) {
        understood.add(name);
        for (Field field : type.getFields()) {
            boolean open = Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers());
            if (open
                    && field.getName().equals(name)
                    && (field.isEnumConstant() || FactLanguage.isKnown(field.getType()))) {
                return RuleType.of(field.getType());
            }
        }
        Set<String> constants = new LinkedHashSet<>();
        for (Field field : type.getFields()) {
            constants.add(field.getName());
        }
        return refuse(
                access,
                type.getSimpleName() + " has no constant '" + name + "'"
                        + (RuleType.near(name, constants).isEmpty()
                                ? "; there are " + String.join(", ", constants)
                                : RuleType.near(name, constants)));
    }

    private RuleType element(ArrayAccessExpr access) {
        RuleType owner = check(access.getName());
        check(access.getIndex());
        boolean map = Map.class.isAssignableFrom(owner.java());
        if (owner.isRefused()) {
            return owner;
        }
        if (!map && !Collection.class.isAssignableFrom(owner.java())) {
            return refuse(access, "'[…]' reads an entry of a map or a list, and this is neither");
        }
        if (consequence) {
            return refuse(access, "after 'then' an entry is read by .get(…)");
        }
        int argument = map ? 1 : 0;
        return owner.arguments().size() > argument ? owner.arguments().get(argument) : RuleType.UNKNOWN;
    }

    private RuleType call(MethodCallExpr call) {
        String name = call.getNameAsString();
        understood.add(name);
        List<RuleType> arguments = new ArrayList<>();
        for (Expression argument : call.getArguments()) {
            if (argument instanceof StringLiteralExpr literal) {
                literal(name, literal);
            }
            arguments.add(check(argument));
        }
        if (call.getTypeArguments().isPresent()) {
            return refuse(call, "leave out the type arguments");
        }
        Expression owner = call.getScope().orElse(null);
        if (owner == null) {
            return unscoped(call, name, arguments);
        }
        Optional<Class<?>> type = namedType(owner);
        RuleType target = type.<RuleType>map(RuleType::of).orElseGet(() -> check(owner));
        return returned(call, name, target, type.isPresent(), arguments);
    }

    private RuleType unscoped(MethodCallExpr call, String name, List<RuleType> arguments) {
        if (name.equals("eval")) {
            return refuse(call, "eval is refused: write the condition into a pattern");
        }
        if (MEMORY.contains(name)) {
            return refuse(call, name + " is refused here: a rule ends with one conclusion and changes no fact");
        }
        RuleType self = scope.self().orElse(null);
        if (self == null) {
            return refuse(call, "'" + name + "(…)' is not in the fact language");
        }
        return returned(call, name, self, false, arguments);
    }

    private RuleType returned(
            MethodCallExpr call, String name, RuleType target, boolean onType, List<RuleType> arguments) {
        if (target.isRefused()) {
            return target;
        }
        Optional<RuleType> returned = target.call(name, arguments.size(), onType);
        if (returned.isEmpty()) {
            return refuse(
                    call.getName(),
                    "'" + name + "(…)' of " + target.name() + " is not in the fact language"
                            + RuleType.near(name, target.methodNames()));
        }
        if (target.declared() == null) {
            List<Method> methods = FactLanguage.methods(target.java(), name).stream()
                    .filter(method -> method.getParameterCount() == arguments.size() && !method.isVarArgs())
                    .toList();
            boolean judged = !methods.isEmpty()
                    && FactLanguage.methods(target.java(), name).stream().noneMatch(Method::isVarArgs);
            if (judged && methods.stream().noneMatch(method -> OperandTypes.accepts(method, arguments))) {
                return refuse(
                        call.getName(), name + "(…) of " + target.name() + " takes " + OperandTypes.wanted(methods));
            }
        }
        return returned.get();
    }

    private void literal(String method, StringLiteralExpr literal) {
        String value = literal.asString();
        if (PROCESS_NAMES.contains(method)) {
            processes
                    .filter(known -> !known.contains(value))
                    .ifPresent(known -> refuse(
                            literal,
                            "there is no process '" + value + "'"
                                    + (RuleType.near(value, known).isEmpty()
                                            ? "; known are " + String.join(", ", new TreeSet<>(known))
                                            : RuleType.near(value, known))));
        }
        if (LENGTHS.contains(method)) {
            try {
                Lengths.parse(value);
            } catch (IllegalArgumentException e) {
                refuse(literal, String.valueOf(e.getMessage()));
            }
        }
    }

    RuleType refuse(Node node, String detail) {
        findings.addAt(offset + place(node), detail);
        return RuleType.REFUSED;
    }

    private int place(Node node) {
        @Nullable Position begin = node.getBegin().orElse(null);
        if (begin == null) {
            return 0;
        }
        int at = 0;
        for (int line = 1; line < begin.line; line++) {
            int next = text.indexOf('\n', at);
            if (next < 0) {
                return at;
            }
            at = next + 1;
        }
        return at + begin.column - 1;
    }

    private static String brief(Expression expression) {
        String text = expression.toString().replaceAll("\\s+", " ");
        return text.length() > 60 ? text.substring(0, 57) + "…" : text;
    }
}
