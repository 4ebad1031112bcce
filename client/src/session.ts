/** On every page of somebody who is signed in: its session, until it ends and after. */
import { watchSession } from "./page/session.ts";

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", watchSession);
} else {
  watchSession();
}
