FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/etokenpass ./cmd/etokenpass

FROM scratch
COPY --from=build /out/etokenpass /etokenpass
USER 65534:65534
EXPOSE 8617
HEALTHCHECK --interval=1s CMD ["/etokenpass", "ready"]
ENTRYPOINT ["/etokenpass"]
CMD ["serve", "--listen", "0.0.0.0:8617", "--insecure-no-auth"]
