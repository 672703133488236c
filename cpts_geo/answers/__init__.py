"""Questions asked of a study or a spec: one module each, one public function, computed when asked."""
