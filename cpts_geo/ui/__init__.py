"""The Streamlit door: pages and widgets that compute nothing."""
