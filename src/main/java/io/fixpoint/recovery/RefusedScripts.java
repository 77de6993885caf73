package io.fixpoint.recovery;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.scripting.ExecutableScript;
import org.camunda.bpm.engine.impl.scripting.ScriptFactory;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;
import org.jspecify.annotations.Nullable;

/**
 * Scripts are code, and code is not what an author writes here. Neither is a script made of a model's text, wherever in
 * it, nor is there an engine to run one, whatever is on the class path (mvel2, for one, registers an engine).
 */
final class RefusedScripts extends ScriptFactory {
    static final String REASON =
            "scripts are not run here; use a service task with one of the built-in beans, or an" + " external worker";

    private static ProcessEngineException refused(@Nullable String language) {
        return new ProcessEngineException("Script refused (" + language + "): " + REASON);
    }

    @Override
    public ExecutableScript createScriptFromResource(String language, String resource) {
        throw refused(language);
    }

    @Override
    public ExecutableScript createScriptFromResource(String language, Expression resource) {
        throw refused(language);
    }

    @Override
    public ExecutableScript createScriptFromSource(String language, String source) {
        throw refused(language);
    }

    @Override
    public ExecutableScript createScriptFromSource(String language, Expression source) {
        throw refused(language);
    }

    /** Finds no engine for any language. */
    static final class NoEngines implements ScriptEngineResolver {

        /** A manager over an empty class path. */
        private final ScriptEngineManager none = new ScriptEngineManager(new ClassLoader(null) {});

        @Override
        public void addScriptEngineFactory(ScriptEngineFactory factory) {
            throw refused(factory.getLanguageName());
        }

        @Override
        public ScriptEngineManager getScriptEngineManager() {
            return none;
        }

        @Override
        public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
            throw refused(language);
        }
    }
}
