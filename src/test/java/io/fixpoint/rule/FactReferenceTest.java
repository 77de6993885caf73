package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference for authors is that of the code. */
class FactReferenceTest {
    private static final Path GUIDE = Path.of("src/docs/authoring/guide.md");
    private static final Path REFERENCE = Path.of("src/docs/authoring/reference.md");

    @Test
    void referenceIsThatOfTheCode() throws IOException {
        FactReference reference = new FactReference();
        String text = reference.write();
        assertThat(reference.missing())
                .as("what rules may use has no sentence in its Javadoc")
                .isEmpty();
        if (Boolean.getBoolean("fixpoint.docs.write")) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, text);
        }
        assertThat(Files.readString(REFERENCE))
                .as(
                        "%s is not that of the code; write it by mvn -Dtest=FactReferenceTest"
                                + " -Dfixpoint.docs.write=true test",
                        REFERENCE)
                .isEqualTo(text);
    }

    /** The examples of the guide are what authors copy. */
    @Test
    void examplesOfTheGuideHaveNoProblem() throws IOException {
        Matcher blocks = Pattern.compile("```drl\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        int count = 0;
        while (blocks.find()) {
            count++;
            assertThat(RuleCompiler.compile(List.of(file(blocks.group(1)))).problems())
                    .as(blocks.group(1))
                    .isEmpty();
        }
        assertThat(count).isGreaterThan(2);
    }

    private static RuleFile file(String example) {
        String imports = "import io.fixpoint.fact.*;\n";
        if (example.startsWith("package")) {
            return new RuleFile("detection/guide.drl", example);
        }
        return example.startsWith("declare")
                ? new RuleFile("detection/guide.drl", "package detection;\n" + imports + example + """
                        rule "uses it" when Hot( $s : service ) then insertLogical( Anomaly.of("hot", $s) ); end
                        """)
                : new RuleFile("verification/guide.drl", "package verification;\n" + imports + """
                        rule "example" when
                        %s
                        then insertLogical( Recovered.of($repair) ); end
                        """.formatted(example));
    }
}
