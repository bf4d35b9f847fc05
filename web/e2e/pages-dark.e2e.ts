/** Every page in dark. */
import { lookAtAll } from "./harness/places.ts";

lookAtAll("dark");
