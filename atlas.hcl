// Versioned migrations, for the Atlas CLI: v0.13.1, which `make migration` pins,
// and the community edition of v1. Neither says when it does not know a word, so
// try a change with both.
//
//   make migration name=add_colour    writes the next file
//   atlas migrate status --env prod   says what DATABASE_URL has

variable "dev_url" {
  type    = string
  default = getenv("ATLAS_DEV_URL") // new and empty for each run; make starts one
}

variable "database_url" {
  type    = string
  default = getenv("DATABASE_URL")
}

// Development: write migrations.
env "local" {
  src = "file://ent/migrate/schema.sql" // generated from ent/schema
  dev = var.dev_url
  url = var.database_url
  migration {
    dir              = "file://ent/migrate/migrations"
    revisions_schema = "public"
  }
}

// CI: replay and check them.
env "ci" {
  src = "file://ent/migrate/schema.sql"
  dev = var.dev_url
  migration {
    dir              = "file://ent/migrate/migrations"
    revisions_schema = "public"
  }
}

// Production: apply them. `entask migrate apply` does the same without Atlas.
env "prod" {
  url = var.database_url
  migration {
    dir              = "file://ent/migrate/migrations"
    revisions_schema = "public"
  }
}

// Global: an env's own block would hide these in v0.13.1.
lint {
  destructive {
    error = true
  }
  data_depend {
    error = true
  }
  incompatible {
    error = true
  }
  concurrent_index {
    error = true
  }
}

diff {
  // An index on a table in use is built without a lock on its writers. Such a
  // file must begin with `-- atlas:txmode none` and a blank line.
  concurrent_index {
    create = true // v1
    add    = true // v0.13.1
    drop   = true
  }
}
