"""People at work on the site, each at their own pace: locust's users, in a process without a database."""
