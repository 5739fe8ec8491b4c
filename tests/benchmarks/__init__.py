"""Measurements that are run by hand; no test collects them."""
