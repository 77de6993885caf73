package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionGrammarTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text",
                "${http}",
                "#{locate}",
                "${repair.process}",
                "${repair['process']}",
                "${suspects[0].service}",
                "${repair.parameters.version}",
                "services/${repair.target}/restart",
                "${outcome == 'approve'}",
                "${repair == null}",
                "${!empty repair.undo}",
                "${repair.mode == 'AUTOMATIC' && repair.number >= 1}",
                "${not (outcome eq 'reject') or repair.order < 3}",
                "${repair.order > -1}",
                "${true}",
                "${1.5 <= attempts}",
            })
    void namesPropertiesComparisonsAndLiteralsAreAllowed(String text) {
        assertThat(ExpressionGrammar.problem(text)).isEmpty();
    }

    @Test
    void whatIsTooDeepOrTooLongIsRefusedAndEndsNoThread() {
        for (String deep : new String[] {
            "${" + "(".repeat(5_000) + "a" + ")".repeat(5_000) + "}",
            "${" + "a[".repeat(300) + "0" + "]".repeat(300) + "}",
            "${" + "!".repeat(5_000) + "a}",
            "${" + "a?b:".repeat(240) + "c}",
            "${a" + ".a".repeat(5_000) + "}",
            "x".repeat(30_000) + "${a}"
        }) {
            assertThat(ExpressionGrammar.problem(deep)).isPresent();
        }
        assertThat(ExpressionGrammar.problem("{\"a\":\"${a}\",".repeat(1_000))).isEmpty();
        assertThat(ExpressionGrammar.problem("${a == '((((((((((((((((((((((((((((((((((((((((('}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass().forName('java.lang.Runtime')}",
                "${''.class}",
                "${'a'['class']}",
                "${''['class'].classLoader}",
                "${http.execute(execution)}",
                "${repair.toString()}",
                "${execution.processEngineServices}",
                "${execution}",
                "${task.name}",
                "${externalTask}",
                "${authenticatedUserId}",
                "${now()}",
                "${dateTime().plusDays(1)}",
                "${currentUser() == 'a'}",
                "${repair[name]}",
                "${repair[repair.process]}",
                "${(repair).process.toUpperCase()}",
                "${1 + 1}",
                "${repair.order * 2}",
                "${'a' += 'b'}",
                "${repair ? 'a' : 'b'}",
                "${x = 1}",
                "${(x -> x)(1)}",
                "${[1,2].stream()}",
                "${{'a':1}}",
                "a ${repair.process.length()} b",
                "${repair.process",
                "${",
                "#{execution.setVariable('a','b')}",
                "${T(java.lang.Runtime).getRuntime()}",
                "${java.lang.Runtime.getRuntime()}",
                "${param.f()[0]}",
            })
    void everythingElseIsRefused(String text) {
        assertThat(ExpressionGrammar.problem(text)).isPresent();
    }

    @Test
    void problemNamesTheTextAndTheRemedy() {
        assertThat(ExpressionGrammar.problem("${repair.toString()}"))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("'${repair.toString()}' calls a method", "write names"));
    }

    @Test
    void aSoleNameIsFound() {
        assertThat(ExpressionGrammar.soleName("${http}")).contains("http");
        assertThat(ExpressionGrammar.soleName(" ${ http } ")).contains("http");
        assertThat(ExpressionGrammar.soleName("${http.x}")).isEmpty();
        assertThat(ExpressionGrammar.soleName("http")).isEmpty();
        assertThat(ExpressionGrammar.soleName("a${http}")).isEmpty();
    }
}
