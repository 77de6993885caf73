package io.fixpoint.rule;

import com.github.javaparser.ParseResult;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.Statement;
import io.fixpoint.rule.RuleType.Declared;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/** Checks what stands after {@code then}: one conclusion that the stage may draw, and nothing else. */
final class ConclusionCheck {
    private static final Set<String> CHANGES = Set.of("update", "modify", "delete", "retract");

    private final Findings findings;
    private final Stage stage;
    private final Scope scope;
    private final ServiceJoins joins;
    private final Optional<Set<String>> processes;

    ConclusionCheck(Findings findings, Stage stage, Scope scope, ServiceJoins joins, Optional<Set<String>> processes) {
        this.findings = findings;
        this.stage = stage;
        this.scope = scope;
        this.joins = joins;
        this.processes = processes;
    }

    void check(RuleDescr rule) {
        if (!rule.getNamedConsequences().isEmpty()) {
            findings.add(rule, "named consequences are refused: write a rule for each conclusion");
        }
        String code = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
        int offset = findings.file().consequence(rule, code);
        ParseResult<BlockStmt> result = ExpressionCheck.parser().parseBlock("{" + code + "}");
        if (!result.isSuccessful() || result.getResult().isEmpty()) {
            findings.addAt(
                    offset,
                    code.contains("modify")
                            ? "modify is refused: a rule changes no fact; conclude something"
                            : isStatement(code + ";")
                                    ? "a ';' is missing after the conclusion"
                                    : "what stands after 'then' is not understood: " + wanted());
            return;
        }
        List<Statement> statements = result.getResult().get().getStatements();
        ExpressionCheck expressions =
                new ExpressionCheck(findings, scope, "{" + code + "}", offset - 1, true, processes);
        MethodCallExpr call = statements.size() == 1 ? call(statements.get(0)) : null;
        if (call == null) {
            for (Statement statement : statements) {
                changes(expressions, statement);
            }
            findings.addAt(offset, wanted());
            return;
        }
        if (!Set.of("insert", "insertLogical").contains(call.getNameAsString())
                || call.getScope().isPresent()
                || call.getArguments().size() != 1
                || call.getTypeArguments().isPresent()) {
            changes(expressions, statements.get(0));
            expressions.refuse(call, wanted());
            return;
        }
        conclusion(call, call.getArgument(0), expressions);
    }

    private static boolean isStatement(String code) {
        return ExpressionCheck.parser().parseBlock("{" + code + "}").isSuccessful();
    }

    private static @Nullable MethodCallExpr call(Statement statement) {
        return statement instanceof ExpressionStmt simple && simple.getExpression() instanceof MethodCallExpr call
                ? call
                : null;
    }

    private void changes(ExpressionCheck expressions, Statement statement) {
        for (MethodCallExpr call : statement.findAll(MethodCallExpr.class)) {
            if (CHANGES.contains(call.getNameAsString())) {
                expressions.refuse(
                        call, call.getNameAsString() + " is refused: a rule changes no fact; conclude something");
            }
        }
    }

    private void conclusion(MethodCallExpr call, Expression argument, ExpressionCheck expressions) {
        boolean logical = call.getNameAsString().equals("insertLogical");
        if (argument instanceof ObjectCreationExpr creation) {
            helper(creation, logical, expressions);
            return;
        }
        RuleType type = expressions.check(argument);
        if (type.isRefused()) {
            return;
        }
        boolean stands = FactLanguage.concluded(stage).contains(type.java());
        boolean once = FactLanguage.saidOnce(stage).contains(type.java());
        if (!isMadeHere(argument, type)) {
            expressions.refuse(argument, "conclude something new: " + wanted());
        } else if (!stands && !once) {
            expressions.refuse(
                    argument, "a rule of " + stage.folder() + " cannot conclude " + type.name() + ": " + wanted());
        } else if (stands != logical) {
            expressions.refuse(
                    call,
                    stands
                            ? type.name() + " stands as long as its condition does: write insertLogical(…)"
                            : type.name() + " is done once: write insert(…)");
        }
    }

    /** Whether the chain of calls begins with a factory of the type, such as {@code Anomaly.of(…)}. */
    private boolean isMadeHere(Expression expression, RuleType type) {
        Expression first = expression;
        Expression owner = expression;
        while (owner instanceof MethodCallExpr call) {
            first = call;
            owner = call.getScope().orElse(null);
        }
        return first instanceof MethodCallExpr
                && owner instanceof NameExpr name
                && scope.variable(name.getNameAsString()).isEmpty()
                && FactLanguage.type(name.getNameAsString()).equals(Optional.of(type.java()));
    }

    private void helper(ObjectCreationExpr creation, boolean logical, ExpressionCheck expressions) {
        Declared type = scope.declared().get(creation.getType().asString());
        if (type == null
                || creation.getScope().isPresent()
                || creation.getAnonymousClassBody().isPresent()) {
            expressions.check(creation);
            return;
        }
        if (!logical) {
            expressions.refuse(creation, "a helper fact stands as long as its condition does: write insertLogical(…)");
        }
        creation.getArguments().forEach(expressions::check);
        if (stage == Stage.DETECTION) {
            helperService(creation, type, expressions);
        }
    }

    /** A helper fact belongs to one service too, or two services could meet in it. */
    private void helperService(ObjectCreationExpr creation, Declared type, ExpressionCheck expressions) {
        int count = creation.getArguments().size();
        List<String> fields = List.copyOf(type.fields().keySet());
        List<String> filled =
                count == fields.size() ? fields : count == type.keys().size() ? type.keys() : List.of();
        int service = filled.indexOf("service");
        if (service < 0) {
            expressions.refuse(
                    creation,
                    "a helper fact of detection says whose it is: declare 'service : String' in " + type.name()
                            + " and fill it");
        } else if (!isService(creation.getArgument(service))) {
            expressions.refuse(
                    creation.getArgument(service),
                    "the service of a helper fact is that of the facts that matched: write $s.getService() or a variable"
                            + " bound to service");
        }
    }

    private boolean isService(Expression expression) {
        if (expression instanceof NameExpr name) {
            return joins.nameOf(name.getNameAsString()).isPresent();
        }
        if (expression instanceof MethodCallExpr call && call.getScope().orElse(null) instanceof NameExpr fact) {
            boolean isService = scope.variable(fact.getNameAsString())
                    .map(type -> type.name().equals("Service"))
                    .orElse(false);
            return call.getNameAsString().equals(isService ? "getName" : "getService")
                    && joins.factOf(fact.getNameAsString()).isPresent();
        }
        return false;
    }

    private String wanted() {
        String logical = names(FactLanguage.concluded(stage));
        String once = names(FactLanguage.saidOnce(stage));
        return "a rule of " + stage.folder() + " ends with one conclusion: insertLogical( … ) of " + logical
                + (once.isEmpty() ? "" : ", or insert( … ) of " + once)
                + ", made by its own method, such as "
                + (stage == Stage.ANALYSIS ? "Cause.of(…) or Repair.process(…)" : "of(…)");
    }

    private static String names(Set<Class<?>> types) {
        return String.join(
                ", ", types.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new)));
    }
}
