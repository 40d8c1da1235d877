namespace Wharf.Contracts.Tests.Hosting;

/// <summary>A contract with one of everything that the request runtime reads.</summary>
static class EchoContract
{
    public const string Json = """
        {
          "openapi": "3.1.0",
          "info": { "title": "Echo", "version": "1.0.0" },
          "security": [],
          "paths": {
            "/items/{id}": {
              "get": {
                "operationId": "getItem",
                "parameters": [
                  { "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "format": "int32", "minimum": 1 } },
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 25 } },
                  { "name": "q", "in": "query", "schema": { "type": "string", "maxLength": 5 } },
                  { "name": "tags", "in": "query", "schema": { "type": "array", "maxItems": 3, "items": { "type": "string", "pattern": "^[a-z,&]+$" } } },
                  { "name": "ids", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "integer", "format": "int32" } } },
                  { "name": "color", "in": "query", "schema": { "type": "string", "enum": ["red", "light-green"] } },
                  { "name": "flag", "in": "query", "schema": { "type": "boolean" } },
                  { "name": "since", "in": "query", "schema": { "type": "string", "format": "date-time" } },
                  { "name": "X-Depth", "in": "header", "schema": { "type": "integer", "format": "int32", "maximum": 9 } },
                  { "name": "session", "in": "cookie", "schema": { "type": "string", "maxLength": 4 } }
                ],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } } }
              }
            },
            "/items": {
              "post": {
                "operationId": "createItem",
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Item" } } } },
                "responses": {
                  "201": { "description": "", "headers": { "Location": { "required": true, "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } }
                }
              }
            },
            "/upload": {
              "post": {
                "operationId": "upload",
                "requestBody": { "required": true, "content": { "multipart/form-data": {
                  "schema": { "type": "object", "additionalProperties": false, "required": ["files"], "properties": {
                    "files": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "string", "format": "binary" } },
                    "note": { "type": "string", "maxLength": 5 },
                    "rank": { "type": "integer" },
                    "meta": { "type": "object", "required": ["a"] } } },
                  "encoding": { "note": { "contentType": "text/plain, text/markdown", "headers": { "X-Lang": { "required": false, "schema": { "type": "string", "maxLength": 2 } } } },
                    "files": { "x-filename": { "type": "string", "maxLength": 8, "pattern": "^[^/]+$" } } } } } },
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } } }
              }
            },
            "/form": {
              "post": {
                "operationId": "submitForm",
                "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": {
                  "schema": { "type": "object", "additionalProperties": false, "required": ["name", "count"], "properties": {
                    "name": { "type": "string", "minLength": 1 }, "count": { "type": "integer", "format": "int32" },
                    "at": { "type": "string", "format": "date-time" }, "tags": { "type": "array", "items": { "type": "string" } } } } } } },
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } } }
              }
            },
            "/broken": {
              "get": {
                "operationId": "breakContract",
                "parameters": [ { "name": "how", "in": "query", "required": true, "schema": { "type": "string", "enum": ["status", "body", "type", "header", "throw"] } } ],
                "responses": { "200": { "description": "", "headers": { "X-Count": { "schema": { "type": "integer", "maximum": 5 } } }, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } } }
              }
            },
            "/secret": {
              "get": {
                "operationId": "getSecret",
                "security": [ { "bearer": ["admin"] }, { "key": [] } ],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Echo" } } } } }
              }
            }
          },
          "components": {
            "securitySchemes": {
              "bearer": { "type": "http", "scheme": "bearer" },
              "key": { "type": "apiKey", "in": "header", "name": "Authorization", "x-authentication-scheme": "Token" }
            },
            "schemas": {
              "Echo": { "type": "object", "additionalProperties": false, "required": ["said"], "properties": { "said": { "type": "string" } } },
              "Item": {
                "type": "object", "additionalProperties": false, "required": ["name", "count"],
                "properties": {
                  "name": { "type": "string", "minLength": 1 },
                  "count": { "type": "integer", "format": "int32", "minimum": 0 },
                  "at": { "type": "string", "format": "date-time" }
                }
              }
            }
          }
        }
        """;
}
