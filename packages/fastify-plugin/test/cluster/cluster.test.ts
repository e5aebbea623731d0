import { testCluster } from "../../../core/test/processes/adapter-cluster.js";

testCluster(new URL("worker.mjs", import.meta.url));
