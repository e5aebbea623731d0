module.exports = {
  apps: [{ name: "shop", script: "dist/service.js", exec_mode: "cluster", instances: 2 }],
};
