import '@patternfly/react-core/dist/styles/base.css';
import './common/pages.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './frame/Console';
import { followTheme } from './frame/theme';

followTheme();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
