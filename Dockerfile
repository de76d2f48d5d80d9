# The program is built in one image and run in another that holds nothing but what it needs: no shell, no compiler.
# Both are of one Debian release, so that the C library is the same.
FROM rust:1.89-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin keycard

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/keycard /usr/local/bin/keycard
# Mount the folder with keycard.toml here; reports are written into it.
WORKDIR /work
USER nonroot:nonroot
ENTRYPOINT ["keycard"]
CMD ["--help"]
