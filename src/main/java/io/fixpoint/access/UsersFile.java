package io.fixpoint.access;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads and writes the file of users: {@code users: {name: {password: hash, roles: [], groups: []}}}. Whatever is wrong
 * in it is reported with file and line, all of it at once.
 */
final class UsersFile {
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

    private final Path path;
    private final List<String> problems = new ArrayList<>();

    private UsersFile(Path path) {
        this.path = path;
    }

    /**
     * @return the users by name
     * @throws InvalidUsersException if anything in the file is wrong
     */
    static Map<String, User> read(Path path) {
        return new UsersFile(path).read();
    }

    /** The text of a file with these users. */
    static String write(Collection<User> users) {
        StringBuilder text = new StringBuilder("""
                # The users of Fixpoint; a change is picked up within seconds.
                # password: a bcrypt hash, as `htpasswd -nbBC 10 NAME PASSWORD` prints it behind the colon
                # roles: %s
                # groups: those whose human tasks the user may claim
                users:
                """.formatted(String.join(", ", Roles.ALL)));
        for (User user : users) {
            text.append("  ").append(quoted(user.name())).append(":\n");
            text.append("    password: \"").append(user.password()).append("\"\n");
            text.append("    roles: ").append(new TreeSet<>(user.roles())).append('\n');
            text.append("    groups: ").append(quoted(user.groups())).append('\n');
        }
        return text.toString();
    }

    private static List<String> quoted(Set<String> texts) {
        return texts.stream().sorted().map(UsersFile::quoted).toList();
    }

    /** Quoted unless it is a plain word: what begins with a sign may be something else to YAML. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._@+-]*")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Whether somebody may have this name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private Map<String, User> read() {
        Map<String, User> users = new LinkedHashMap<>();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
            if (root == null) {
                problems.add(path + ": the file is empty; it needs 'users:'");
            } else {
                readRoot(root, users);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(path + ":" + line + ": " + e.getProblem());
        } catch (NoSuchFileException e) {
            problems.add(path + ": there is no such file");
        } catch (CharacterCodingException e) {
            problems.add(path + ": the file is not UTF-8");
        } catch (IOException e) {
            problems.add(path + ": the file cannot be read: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new InvalidUsersException(problems);
        }
        return users;
    }

    private void readRoot(Node root, Map<String, User> users) {
        Map<String, Node> top = fields(root, "the file", Set.of("users"));
        Node all = top.get("users");
        if (all == null) {
            problem(root, "there is no 'users'");
            return;
        }
        if (!(all instanceof MappingNode named)) {
            problem(all, "'users' must be a mapping from names to users");
            return;
        }
        for (NodeTuple entry : named.getValue()) {
            String name = text(entry.getKeyNode(), "a name");
            if (!NAME.matcher(name).matches()) {
                problem(entry.getKeyNode(), "'" + name + "' is no name; use up to 64 letters, digits and . _ @ + -");
            } else if (users.containsKey(name)) {
                problem(entry.getKeyNode(), "'" + name + "' is there twice");
            } else {
                users.put(name, user(name, entry.getKeyNode(), entry.getValueNode()));
            }
        }
        if (users.isEmpty()) {
            problem(all, "there is no user in it, so nobody could log in");
        }
    }

    private User user(String name, Node at, Node node) {
        Map<String, Node> fields = fields(node, "user '" + name + "'", Set.of("password", "roles", "groups"));
        Node password = fields.get("password");
        String hash = "";
        if (password == null) {
            problem(at, "user '" + name + "' has no password");
        } else {
            hash = text(password, "the password");
            if (!BCRYPT.matcher(hash).matches()) {
                problem(password, "the password of '" + name + "' is no bcrypt hash ($2a$10$…)");
            }
        }
        Node roleNode = fields.get("roles");
        Set<String> roles = roleNode == null ? Set.of() : texts(roleNode, "roles");
        for (String role : roles) {
            if (roleNode != null && !Roles.ALL.contains(role)) {
                problem(roleNode, "there is no role '" + role + "'; the roles are " + String.join(", ", Roles.ALL));
            }
        }
        Node groupNode = fields.get("groups");
        return new User(name, hash, roles, groupNode == null ? Set.of() : texts(groupNode, "groups"));
    }

    private Map<String, Node> fields(Node node, String what, Set<String> known) {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, what + " must be a mapping");
            return fields;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode(), "a key");
            if (!known.contains(key)) {
                problem(
                        entry.getKeyNode(),
                        what + " has an unknown key '" + key + "'; it may have "
                                + String.join(", ", new TreeSet<>(known)));
            } else if (fields.put(key, entry.getValueNode()) != null) {
                problem(entry.getKeyNode(), what + " has '" + key + "' twice");
            }
        }
        return fields;
    }

    private Set<String> texts(Node node, String what) {
        Set<String> texts = new LinkedHashSet<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                texts.add(text(item, "each of " + what));
            }
        } else {
            problem(node, what + " must be a list");
        }
        return texts;
    }

    private String text(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(node, what + " must be a text");
        return "";
    }

    private void problem(Node node, String message) {
        problems.add(path + ":" + (node.getStartMark().getLine() + 1) + ": " + message);
    }
}
