"""Files under the names of the national data standard of budget systems (预算管理一体化系统技术标准)."""
