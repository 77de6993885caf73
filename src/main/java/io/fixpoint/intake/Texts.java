package io.fixpoint.intake;

/** What is asked of every text that comes in, without garbage: there are many. */
final class Texts {
    private static final int ASCII = 0x80;
    private static final int TWO_BYTES = 0x800;

    private Texts() {}

    /** Whether every database can store it: valid Unicode, and no zero character. */
    static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether it is a text without control characters. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                return isText(text) && text.chars().noneMatch(Character::isISOControl);
            }
        }
        return true;
    }

    /** The bytes of a valid text in UTF-8. */
    static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of the four bytes.
            bytes += c < ASCII ? 1 : c < TWO_BYTES || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
