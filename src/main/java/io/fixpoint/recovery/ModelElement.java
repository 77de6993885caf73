package io.fixpoint.recovery;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** An element of a model with its place in the text. */
final class ModelElement {
    /** The engine takes Activiti's namespace for Camunda's. */
    private static final String ACTIVITI = "http://activiti.org/bpmn";

    private static final Set<String> DIAGRAM = Set.of(
            "http://www.omg.org/spec/BPMN/20100524/DI",
            "http://www.omg.org/spec/DD/20100524/DC",
            "http://www.omg.org/spec/DD/20100524/DI");

    private final String namespace;
    private final String name;
    private final int line;
    private final @Nullable ModelElement parent;
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<ModelElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private ModelElement(String namespace, String name, int line, @Nullable ModelElement parent) {
        this.namespace = namespace;
        this.name = name;
        this.line = line;
        this.parent = parent;
    }

    /** An attribute; the namespace is empty for one without a prefix. */
    record Attribute(String namespace, String name, String value) {
        boolean isExtension() {
            return ModelElement.isExtension(namespace);
        }
    }

    /** The text is not XML that may be read. */
    static final class UnreadableException extends Exception {
        private final int line;

        UnreadableException(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /** Whoever walks the elements recurses. */
    private static final int DEEPEST = 200;

    /** Reads the text; a DOCTYPE is refused before anything in it is looked at. */
    static ModelElement read(byte[] xml) throws UnreadableException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
            String message = String.valueOf(e.getMessage());
            int text = message.indexOf("Message: ");
            throw new UnreadableException(
                    line, "it is not well-formed XML: " + (text < 0 ? message : message.substring(text + 9)));
        }
    }

    private static ModelElement read(XMLStreamReader reader) throws XMLStreamException, UnreadableException {
        Deque<ModelElement> open = new ArrayDeque<>();
        ModelElement root = null;
        // An event's location is its end, so a tag begins where the event before it ended.
        int begin = 1;
        while (reader.hasNext()) {
            int event = reader.next();
            switch (event) {
                case XMLStreamConstants.DTD ->
                    throw new UnreadableException(begin, "it has a DOCTYPE, which is refused; remove it");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() >= DEEPEST) {
                        throw new UnreadableException(
                                begin, "its elements are nested more than " + DEEPEST + " deep; no model needs that");
                    }
                    ModelElement element = element(reader, begin, open.peek());
                    if (root == null) {
                        root = element;
                    }
                    open.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.element().text.append(reader.getText());
                    }
                }
                default -> {}
            }
            begin = reader.getLocation().getLineNumber();
        }
        if (root == null) {
            throw new UnreadableException(1, "it is empty");
        }
        return root;
    }

    private static ModelElement element(XMLStreamReader reader, int line, @Nullable ModelElement parent) {
        String uri = reader.getNamespaceURI();
        ModelElement element = new ModelElement(uri == null ? "" : uri, reader.getLocalName(), line, parent);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String of = reader.getAttributeNamespace(i);
            element.attributes.add(
                    new Attribute(of == null ? "" : of, reader.getAttributeLocalName(i), reader.getAttributeValue(i)));
        }
        if (parent != null) {
            parent.children.add(element);
        }
        return element;
    }

    static boolean isExtension(String namespace) {
        return namespace.equals(ModelNames.CAMUNDA) || namespace.equals(ACTIVITI);
    }

    boolean isExtension() {
        return isExtension(namespace);
    }

    /** Whether it is of the drawing, which the engine does not carry out. */
    boolean isDiagram() {
        return DIAGRAM.contains(namespace);
    }

    boolean isBpmn() {
        return namespace.equals(ModelNames.BPMN);
    }

    boolean isBpmn(String local) {
        return isBpmn() && name.equals(local);
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    String text() {
        return text.toString().strip();
    }

    @Nullable
    ModelElement parent() {
        return parent;
    }

    List<Attribute> attributes() {
        return attributes;
    }

    List<ModelElement> children() {
        return children;
    }

    /** The attribute without a namespace; null if there is none. */
    @Nullable
    String attribute(String local) {
        return attributes.stream()
                .filter(attribute ->
                        attribute.namespace().isEmpty() && attribute.name().equals(local))
                .map(Attribute::value)
                .findFirst()
                .orElse(null);
    }

    /** Camunda's attribute; null if there is none. */
    @Nullable
    String extension(String local) {
        return attributes.stream()
                .filter(attribute -> attribute.isExtension() && attribute.name().equals(local))
                .map(Attribute::value)
                .findFirst()
                .orElse(null);
    }

    /** This element and everything in it. */
    Stream<ModelElement> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(ModelElement::all));
    }

    /** The elements around this one, the nearest first. */
    Stream<ModelElement> ancestors() {
        return Stream.iterate(parent, Objects::nonNull, element -> element.parent);
    }

    /** The texts of Camunda's elements of this name directly in the extensions of this one. */
    Stream<String> extensionTexts(String local) {
        return child("extensionElements").stream()
                .flatMap(extensions -> extensions.children.stream())
                .filter(extension -> extension.isExtension() && extension.name.equals(local))
                .map(ModelElement::text);
    }

    Optional<ModelElement> child(String local) {
        return children.stream().filter(child -> child.name.equals(local)).findFirst();
    }

    /** Camunda's extension property of the element; null if there is none. */
    @Nullable
    String property(String named) {
        return child("extensionElements").flatMap(extensions -> extensions.child("properties")).stream()
                .flatMap(properties -> properties.children.stream())
                .filter(property -> named.equals(property.attribute("name")))
                .map(property -> property.attribute("value"))
                .findFirst()
                .orElse(null);
    }

    /** The id of the element, or of the nearest one around it that has one. */
    @Nullable
    String nearestId() {
        for (ModelElement element = this; element != null; element = element.parent) {
            String id = element.attribute("id");
            if (id != null && !element.isExtension()) {
                return id;
            }
        }
        return null;
    }
}
