package io.numactor.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.numactor.cli.running.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Prometheus shows when it scrapes: the cluster's own certificate, and its token. */
final class PrometheusAccess {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private PrometheusAccess() {}

    /** Adds it to every job of a configuration, where the cluster asks for it. */
    static void write(Path configuration, Reach reach) {
        if (reach.tls().isEmpty() && reach.tokenFile().isEmpty()) {
            return;
        }
        try {
            JsonNode document = YAML.readTree(Files.readString(configuration));
            document.path("scrape_configs").forEach(job -> add((ObjectNode) job, reach));
            Files.writeString(configuration, YAML.writeValueAsString(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(ObjectNode job, Reach reach) {
        if (!reach.tls().isEmpty()) {
            Path folder = Path.of(reach.tls());
            job.put("scheme", "https");
            job.putObject("tls_config")
                    .put("ca_file", folder.resolve("ca.pem").toString())
                    .put("cert_file", folder.resolve("cert.pem").toString())
                    .put("key_file", folder.resolve("key.pem").toString());
        }
        if (!reach.tokenFile().isEmpty()) {
            job.putObject("authorization").put("credentials_file", reach.tokenFile());
        }
    }
}
