package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormFileTest {
    private static final String FORM = """
            {"id":"f","components":[
              {"type":"textfield","key":"name","validate":{"required":true,"maxLength":5,"pattern":"[a-z]+"}},
              {"type":"group","components":[{"type":"number","key":"count","validate":{"min":1,"max":9}}]},
              {"type":"checkbox","key":"sure","validate":{"required":true}},
              {"type":"select","key":"size","values":[{"label":"S","value":"s"},{"label":"M","value":"m"}]},
              {"type":"text","text":"Read this"}]}""";

    @Test
    void whatSatisfiesTheFormHasNoProblem() throws Exception {
        assertThat(form().problems(Map.of("name", "abc", "count", 3, "sure", true, "size", "m")))
                .isEmpty();
        assertThat(form().problems(Map.of("name", "abc", "sure", true))).isEmpty();
    }

    @Test
    void eachFieldThatDoesNotHasARow() throws Exception {
        assertThat(form().problems(Map.of("name", "toolong", "count", 12, "sure", false, "size", "xl")))
                .extracting(FormFile.FieldProblem::field)
                .containsExactly("name", "count", "sure", "size");
        assertThat(form().problems(Map.of()))
                .extracting(FormFile.FieldProblem::field)
                .containsExactly("name", "sure");
        assertThat(form().problems(Map.of("name", 7, "count", "many", "sure", "yes")))
                .extracting(FormFile.FieldProblem::detail)
                .containsExactly(
                        "it must be a text, not 7",
                        "it must be a number, not 'many'",
                        "it must be true or false, not yes");
    }

    @Test
    void fieldsInListsAndObjectsDatesAndKindsOfTextAreChecked() throws Exception {
        FormFile form = FormFile.read(ModelFile.of("g.form", """
                {"id":"g","components":[
                  {"type":"textfield","key":"contact.mail","validate":{"validationType":"email"}},
                  {"type":"textfield","key":"ticket","validate":{"pattern":"OPS-[0-9]+"}},
                  {"type":"datetime","key":"day","subtype":"date"},
                  {"type":"number","key":"share","decimalDigits":1,"validate":{"min":"0","max":"1"}},
                  {"type":"textfield","key":"other","conditional":{"hide":"=true"},"validate":{"required":true}},
                  {"type":"dynamiclist","path":"hosts","components":[
                    {"type":"textfield","key":"name","validate":{"required":true}}]}]}"""));
        assertThat(form.problems(Map.of(
                        "contact",
                        Map.of("mail", "a@example.org"),
                        "ticket",
                        "see OPS-7",
                        "day",
                        "2026-11-25",
                        "share",
                        0.5,
                        "hosts",
                        List.of(Map.of("name", "db1")))))
                .isEmpty();
        assertThat(form.problems(Map.of(
                        "contact",
                        Map.of("mail", "a"),
                        "ticket",
                        "7",
                        "day",
                        "tomorrow",
                        "share",
                        1.25,
                        "hosts",
                        List.of(Map.of("name", "db1"), Map.of()))))
                .extracting(FormFile.FieldProblem::field)
                .containsExactly("contact.mail", "ticket", "day", "share", "hosts[1].name");
    }

    @Test
    void whatIsNoFormIsRefused() {
        for (String text : List.of("[", "{}", "{\"components\":[]}")) {
            assertThatThrownBy(() -> FormFile.read(ModelFile.of("a.form", text)))
                    .isInstanceOf(FormFile.InvalidException.class);
        }
    }

    private static FormFile form() throws FormFile.InvalidException {
        return FormFile.read(ModelFile.of("f.form", FORM));
    }
}
