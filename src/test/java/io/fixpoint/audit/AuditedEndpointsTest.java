package io.fixpoint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A new endpoint that changes something is audited, unless it is put into this list, with a reason in the code. */
class AuditedEndpointsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fixpoint");

    @Test
    void onlyTheseAreNotAudited() {
        Set<String> unaudited = new TreeSet<>();
        Set<String> audited = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> type.getSimpleName().endsWith("Resource"))
                .map(type -> type.reflect())
                .forEach(type -> {
                    for (Method method : type.getDeclaredMethods()) {
                        for (Annotation annotation : method.getAnnotations()) {
                            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                            if (http != null && !http.value().equals("GET")) {
                                (AuditFilter.isAudited(http.value(), type, method) ? audited : unaudited)
                                        .add(type.getSimpleName() + "." + method.getName());
                            }
                        }
                    }
                });

        assertThat(unaudited)
                .containsExactlyInAnyOrder(
                        "AlertmanagerResource.post",
                        "ExternalTaskResource.bpmnError",
                        "ExternalTaskResource.complete",
                        "ExternalTaskResource.extendLock",
                        "ExternalTaskResource.failure",
                        "ExternalTaskResource.fetchAndLock",
                        "ExternalTaskResource.lock",
                        "ExternalTaskResource.unlock",
                        "FactResource.post",
                        "MaintenanceWindowResource.preview",
                        "OtlpResource.json",
                        "OtlpResource.protobuf",
                        "ProcessResource.check",
                        "ProcessResource.checkOne",
                        "ProcessResource.simulate",
                        "RemoteWriteResource.write",
                        "ReplayResource.cancel",
                        "ReplayResource.replay",
                        "RulesResource.check",
                        "ScenarioResource.test",
                        "SilenceResource.preview",
                        "WorkerVariableResource.change");
        assertThat(audited).contains("IncidentResource.acknowledge", "UserResource.replace", "TokenResource.make");
    }
}
