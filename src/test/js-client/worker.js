// A worker with Camunda's own client, as a user would write it. What it does with a task, the task's variable "kind" says.
import { writeFile } from "node:fs/promises";
import { BasicAuthInterceptor, Client, File, Variables } from "camunda-external-task-client-js";

const client = new Client({
  baseUrl: process.env.BASE_URL,
  workerId: "js-worker",
  asyncResponseTimeout: 10000,
  interval: 50,
  interceptors: [new BasicAuthInterceptor({ username: process.env.WORKER, password: process.env.PASSWORD })],
});
const seen = new Set();

async function results() {
  await writeFile("sent.txt", "abc\n");
  const file = await new File({ localPath: "sent.txt", filename: "f.txt", mimetype: "text/plain" }).load();
  return new Variables()
    .set("answer", { x: 1, list: ["a"] })
    .set("number", 3)
    .set("text", "q")
    .setTyped("when", { type: "date", value: new Date(0), valueInfo: {} })
    .setTyped("paper", { type: "file", value: file, valueInfo: {} });
}

client.subscribe("enrich", { lockDuration: 20000, includeExtensionProperties: true }, async ({ task, taskService }) => {
  switch (task.variables.get("kind")) {
    case "complete":
      await taskService.complete(task, await results(), new Variables().set("local", 1));
      break;
    case "fail":
      if (task.retries === 3) {
        await taskService.complete(task, await results());
      } else {
        await taskService.handleFailure(task, {
          errorMessage: "no luck",
          errorDetails: "at all",
          retries: task.retries === null ? 1 : 0,
          retryTimeout: 100,
        });
      }
      break;
    case "error":
      await taskService.handleBpmnError(task, "CODE", "it is so", new Variables().set("text", "from the error"));
      break;
    case "locks":
      if (seen.has(task.id)) {
        await taskService.complete(task, await results());
      } else {
        seen.add(task.id);
        await taskService.extendLock(task, 5000);
        await taskService.lock(task, 7000);
        await taskService.unlock(task);
      }
      break;
    default:
      console.log("unknown kind");
  }
});

client.subscribe("read", { lockDuration: 20000 }, async ({ task, taskService }) => {
  const paper = task.variables.get("paper");
  const content = paper ? (await paper.load()).content.toString() : "no file";
  await taskService.complete(task, new Variables().set("read", content).set("seen", task.variables.get("answer")));
});

// The test ends the worker by closing its input.
process.stdin.on("end", () => process.exit(0)).resume();
