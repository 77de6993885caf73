package io.fixpoint.recovery;

import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.PropertyNotWritableException;
import org.camunda.bpm.impl.juel.jakarta.el.ValueExpression;
import org.jspecify.annotations.Nullable;

/**
 * The one expression manager of the engine. It takes only what {@link ExpressionGrammar} allows, and it knows only the
 * step beans, variables, and the properties of maps and lists: there is no resolver that reaches into an object, so no
 * method can be called by whatever expression.
 */
final class CheckedExpressions extends JuelExpressionManager {
    private final Map<Object, Object> stepBeans;

    CheckedExpressions(Map<Object, Object> stepBeans) {
        super(stepBeans);
        this.stepBeans = stepBeans;
    }

    @Override
    public ValueExpression createValueExpression(String expression) {
        ExpressionGrammar.problem(expression).ifPresent(problem -> {
            throw new ProcessEngineException("Expression refused: " + problem);
        });
        return super.createValueExpression(expression);
    }

    @Override
    protected ELResolver createElResolver() {
        // A composite, since the engine looks for the resolver of process applications in one.
        CompositeELResolver composite = new CompositeELResolver();
        composite.add(new NamesAndProperties(stepBeans));
        return composite;
    }

    private static final class NamesAndProperties extends ELResolver {
        private final Map<Object, Object> stepBeans;

        NamesAndProperties(Map<Object, Object> stepBeans) {
            this.stepBeans = stepBeans;
        }

        @Override
        public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
            if (base == null) {
                return named(context, String.valueOf(property));
            }
            if (base instanceof Map<?, ?> map) {
                context.setPropertyResolved(true);
                return map.get(property);
            }
            if (base instanceof List<?> list && property instanceof Number index) {
                context.setPropertyResolved(true);
                int at = index.intValue();
                return at >= 0 && at < list.size() ? list.get(at) : null;
            }
            return null;
        }

        private @Nullable Object named(ELContext context, String name) {
            Object scope = context.getContext(VariableScope.class);
            if (scope instanceof VariableScope variables && variables.hasVariable(name)) {
                context.setPropertyResolved(true);
                return variables.getVariable(name);
            }
            if (stepBeans.containsKey(name)) {
                context.setPropertyResolved(true);
                return stepBeans.get(name);
            }
            return null;
        }

        @Override
        public Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
            return Object.class;
        }

        @Override
        public void setValue(
                ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {
            throw new PropertyNotWritableException("an expression changes nothing");
        }

        @Override
        public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
            return true;
        }

        @Override
        public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
            return Collections.emptyIterator();
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
            return Object.class;
        }
    }
}
