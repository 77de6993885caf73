package io.fixpoint.rule;

import java.util.HashSet;
import java.util.Set;
import org.drools.compiler.builder.impl.KnowledgeBuilderImpl;
import org.drools.compiler.compiler.PackageRegistry;
import org.drools.core.rule.JavaDialectRuntimeData;
import org.kie.internal.builder.KnowledgeBuilder;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes compiled rules pass a {@link StopPoint} at the start of each method and before each jump backwards, that is, in
 * every turn of every loop: Java ends no thread from outside, and one that goes on after its session was given up would
 * keep a processor and fill the heap. Only code that the rules themselves bring is changed; what they call of the JDK is
 * not.
 */
final class StoppableCode {
    private static final String STOP_POINT = Type.getInternalName(StopPoint.class);

    private StoppableCode() {}

    /** Changes the classes that the builder compiled and nobody has loaded yet. */
    static void make(KnowledgeBuilder builder) {
        for (PackageRegistry compiled :
                ((KnowledgeBuilderImpl) builder).getPackageRegistry().values()) {
            if (compiled.getDialectRuntimeRegistry().getDialectData("java") instanceof JavaDialectRuntimeData classes) {
                classes.getStore().replaceAll((name, code) -> stoppable(code));
            }
        }
    }

    static byte[] stoppable(byte[] code) {
        ClassReader reader = new ClassReader(code);
        // A call without arguments or result changes neither the frames nor the room on the stack.
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Methods(writer), 0);
        return writer.toByteArray();
    }

    private static final class Methods extends ClassVisitor {
        Methods(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new StopPoints(super.visitMethod(access, name, descriptor, signature, exceptions));
        }
    }

    private static final class StopPoints extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();

        StopPoints(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        private void stopPoint() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP_POINT, "pass", "()V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            stopPoint();
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            if (passed.contains(target)) {
                stopPoint();
            }
            super.visitJumpInsn(opcode, target);
        }

        @Override
        public void visitTableSwitchInsn(int least, int greatest, Label otherwise, Label... targets) {
            stopPointBefore(otherwise, targets);
            super.visitTableSwitchInsn(least, greatest, otherwise, targets);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
            stopPointBefore(otherwise, targets);
            super.visitLookupSwitchInsn(otherwise, keys, targets);
        }

        private void stopPointBefore(Label otherwise, Label[] targets) {
            boolean back = passed.contains(otherwise);
            for (Label target : targets) {
                back |= passed.contains(target);
            }
            if (back) {
                stopPoint();
            }
        }
    }
}
