# syntax=docker/dockerfile:1

# Bookworm, because the final image's C library is Debian 12's: a newer builder links against symbols it does not have.
FROM rust:1.95.0-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked -p hexmart-server \
    && mkdir -p /out/data \
    && cp target/release/hexmart /out/hexmart

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/hexmart /hexmart
# The final image has no shell to make a folder with, and a volume takes its owner from the folder it covers.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
# Variables rather than arguments, so that `doctor --quick` finds the same server and arguments of `docker run` add to them.
ENV HEXMART_LISTEN=0.0.0.0:8000 \
    HEXMART_DATABASE_URL=sqlite:///data/hexmart.db
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=6 CMD ["/hexmart", "doctor", "--quick"]
ENTRYPOINT ["/hexmart"]
CMD ["serve"]
