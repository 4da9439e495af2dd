# presswatch in a container: the checkout, its locked dependencies, and a user that is not root.
FROM python:3.13-slim AS build
WORKDIR /opt/presswatch
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY net net
COPY articles articles
COPY crawler crawler
COPY alerts alerts
COPY scheduler scheduler
COPY presswatch presswatch
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/presswatch --create-home presswatch
COPY --from=build /opt/presswatch /opt/presswatch
ENV PATH=/opt/presswatch/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER presswatch
WORKDIR /var/lib/presswatch
VOLUME /var/lib/presswatch
STOPSIGNAL SIGTERM
# the folder holds presswatch.toml and, unless it says otherwise, the data
ENTRYPOINT ["presswatch"]
CMD ["run"]
