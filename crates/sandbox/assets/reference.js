// Starts the viewer. It fetches no fonts, reports nothing and sends requests straight to this origin.
const viewer = document.getElementById("viewer");
const theme = viewer.dataset.theme;
Scalar.createApiReference(viewer, {
  url: viewer.dataset.document,
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
  hideDarkModeToggle: true,
  forceDarkModeState: theme === "auto" ? undefined : theme,
  darkMode: theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches),
  defaultOpenAllTags: false,
});
