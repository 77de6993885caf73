package io.fixpoint.scenario;

import io.fixpoint.rule.RuleProblem;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report in the XML of JUnit, as CI servers read it: a suite for each file, a case for each scenario. */
public final class JUnitReport {
    private JUnitReport() {}

    /**
     * Writes it.
     *
     * @throws IllegalStateException if it cannot be written
     */
    public static void write(TestReport report, Writer out) {
        Map<String, List<ScenarioResult>> files = new LinkedHashMap<>();
        report.results()
                .forEach(result -> files.computeIfAbsent(result.file(), file -> new ArrayList<>())
                        .add(result));
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "fixpoint test");
            for (Map.Entry<String, List<ScenarioResult>> file : files.entrySet()) {
                suite(xml, file.getKey(), file.getValue());
            }
            if (!report.problems().isEmpty() || !report.complete()) {
                problems(xml, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the report cannot be written: " + e.getMessage(), e);
        }
    }

    private static void suite(XMLStreamWriter xml, String file, List<ScenarioResult> results)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", file);
        xml.writeAttribute("tests", String.valueOf(results.size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(
                        results.stream().filter(result -> !result.passed()).count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "time",
                seconds(results.stream().mapToLong(ScenarioResult::millis).sum()));
        for (ScenarioResult result : results) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("name", clean(result.name()));
            xml.writeAttribute("classname", file.replace(".scenario.yaml", "").replace('/', '.'));
            xml.writeAttribute("file", file);
            xml.writeAttribute("line", String.valueOf(result.line()));
            xml.writeAttribute("time", seconds(result.millis()));
            if (!result.passed()) {
                List<String> lines = TestListing.failure(result);
                xml.writeStartElement("failure");
                xml.writeAttribute("message", clean(lines.isEmpty() ? "failed" : lines.get(0)));
                xml.writeCharacters(clean(String.join("\n", lines)));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void problems(XMLStreamWriter xml, TestReport report) throws XMLStreamException {
        int count = report.problems().size() + (report.complete() ? 0 : 1);
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "files");
        xml.writeAttribute("tests", String.valueOf(count));
        xml.writeAttribute("failures", "0");
        xml.writeAttribute("errors", String.valueOf(count));
        xml.writeAttribute("time", "0");
        for (RuleProblem problem : report.problems()) {
            error(xml, problem.file(), problem.toString());
        }
        if (!report.complete()) {
            error(xml, "time", TestListing.INCOMPLETE);
        }
        xml.writeEndElement();
    }

    private static void error(XMLStreamWriter xml, String name, String message) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", clean(name));
        xml.writeAttribute("classname", "files");
        xml.writeStartElement("error");
        xml.writeAttribute("message", clean(message));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + String.format("%03d", millis % 1000);
    }

    /** XML 1.0 has no way to write most control characters. */
    private static String clean(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
    }
}
