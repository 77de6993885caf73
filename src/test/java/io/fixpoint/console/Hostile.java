package io.fixpoint.console;

/** Texts that do harm where a page takes a text for markup; each would set {@code window.hacked}. */
final class Hostile {
    static final String MARKUP = "<img src=x onerror=\"window.hacked=1\"><b id=\"hostile\">bold</b>";
    static final String SCRIPT =
            "</textarea></pre><script>window.hacked=1</script>{{constructor.constructor('window.hacked=1')()}}";
    static final String LINK = "[click](javascript:window.hacked=1) javascript:window.hacked=1";

    private Hostile() {}
}
