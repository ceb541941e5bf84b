# The RUN lines are executed by .ci/image as they stand, in a clean clone: what
# they make is measured there.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN make build VERSION=${VERSION} TAGS=image

# Nothing but the binary and the certificates by which a database, an auth server
# and a collector are recognised. Times are UTC: no time zones are needed.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/bin/entask /entask
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["/entask", "healthcheck"]
ENTRYPOINT ["/entask"]
CMD ["serve"]
