import { Route, Routes } from 'react-router';
import { TaskListPage } from './TaskListPage';
import { TaskPage } from './TaskPage';
import './tasks.css';

/** What waits for a person. */
export default function TasksPages(): React.JSX.Element {
  return (
    <Routes>
      <Route index element={<TaskListPage />} />
      <Route path=":id" element={<TaskPage />} />
    </Routes>
  );
}
