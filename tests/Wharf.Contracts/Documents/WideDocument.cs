namespace Wharf.Contracts.Tests.Documents;

/// <summary>A document that uses what OpenAPI 3.1 has to offer, once each.</summary>
static class WideDocument
{
    public const string Json = """
        {
          "openapi": "3.1.0",
          "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
          "info": { "title": "Pets", "summary": "All of it", "version": "2.0.0", "termsOfService": "https://example.com/terms",
            "contact": { "name": "Ada", "email": "ada@example.com" }, "license": { "name": "MIT", "identifier": "MIT" } },
          "servers": [ { "url": "https://{region}.example.com/v2", "variables": { "region": { "default": "eu", "enum": ["eu", "us"] } } } ],
          "externalDocs": { "url": "https://example.com/docs" },
          "tags": [ { "name": "Pets", "externalDocs": { "url": "https://example.com/pets" } } ],
          "security": [ { "bearer": [] }, { "key": [], "basic": [] } ],
          "paths": {
            "/pets": {
              "summary": "Pets", "servers": [ { "url": "/" } ],
              "get": {
                "operationId": "listPets", "tags": ["Pets"], "deprecated": true, "security": [],
                "parameters": [
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "format": "int32", "minimum": 1, "default": 20 },
                    "examples": { "few": { "value": 2 }, "many": { "externalValue": "https://example.com/many" } } },
                  { "name": "filter", "in": "query", "style": "deepObject", "schema": { "type": "object", "properties": { "age": { "type": "integer" } } } },
                  { "name": "raw", "in": "query", "allowReserved": true, "allowEmptyValue": true, "schema": { "type": "string" } },
                  { "name": "where", "in": "query", "content": { "application/json": { "schema": { "type": "object" } } } },
                  { "$ref": "#/components/parameters/Trace" }
                ],
                "responses": {
                  "200": { "$ref": "#/components/responses/Pets" },
                  "4XX": { "description": "Wrong" }, "default": { "description": "Anything else" }
                }
              },
              "trace": { "operationId": "tracePets", "responses": { "200": { "description": "", "content": { "message/http": {} } } } }
            },
            "/pets/{petId}": {
              "parameters": [
                { "name": "petId", "in": "path", "required": true, "style": "matrix", "schema": { "type": "string", "format": "uuid" } },
                { "name": "If-Match", "in": "header", "schema": { "type": "string" } }
              ],
              "put": {
                "operationId": "putPet",
                "requestBody": { "$ref": "#/components/requestBodies/Pet" },
                "responses": { "204": { "description": "", "links": { "self": { "operationId": "listPets", "parameters": { "limit": 1 } } } } }
              },
              "delete": {
                "operationId": "deletePet",
                "parameters": [
                  { "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" } },
                  { "name": "reason", "in": "query", "schema": { "type": ["string", "null"], "const": "sold" } }
                ],
                "responses": { "204": { "description": "" } }
              }
            },
            "/pets/{petId}/photo": {
              "parameters": [ { "name": "petId", "in": "path", "required": true, "schema": { "type": "string" } } ],
              "post": {
                "operationId": "uploadPhoto",
                "requestBody": { "content": {
                  "image/*": { "schema": { "contentMediaType": "image/png" } },
                  "application/octet-stream": {},
                  "multipart/form-data": {
                    "schema": { "type": "object", "properties": {
                      "photo": { "type": "string", "contentMediaType": "image/png" }, "about": { "$ref": "#/components/schemas/Pet" } } },
                    "encoding": { "photo": { "contentType": "image/png, image/jpeg", "headers": { "X-Size": { "$ref": "#/components/headers/Size" } } } } } } },
                "responses": { "201": { "description": "", "headers": { "X-Size": { "$ref": "#/components/headers/Size" } } } },
                "callbacks": { "done": { "{$request.body#/url}": { "post": { "operationId": "called", "responses": { "200": { "description": "" } } } } } }
              }
            },
            "/search": {
              "post": {
                "operationId": "searchPets",
                "requestBody": { "content": { "application/x-www-form-urlencoded": {
                  "schema": { "type": "object", "properties": { "ids": { "type": "array", "items": { "type": "integer" } } } },
                  "encoding": { "ids": { "style": "pipeDelimited", "explode": false } } } } },
                "responses": { "200": { "$ref": "#/components/responses/Pets" } }
              }
            },
            "/pay": { "$ref": "#/components/pathItems/Pay" }
          },
          "webhooks": { "newPet": { "post": { "operationId": "hooked", "responses": { "200": { "description": "" } } } } },
          "components": {
            "schemas": {
              "Pet": {
                "description": "A pet", "type": "object", "required": ["kind", "name"],
                "oneOf": [ { "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" } ],
                "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "Dog" } },
                "properties": { "kind": { "type": "string" }, "name": { "type": ["string", "null"], "maxLength": 40 } },
                "patternProperties": { "^x-": { "type": "string" } },
                "propertyNames": { "maxLength": 20 },
                "unevaluatedProperties": false,
                "xml": { "name": "pet" }, "externalDocs": { "url": "https://example.com/pet" }, "example": { "kind": "cat", "name": "Tom" }
              },
              "Cat": { "$anchor": "cat", "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10 } },
                "if": { "properties": { "lives": { "const": 0 } }, "required": ["lives"] }, "then": false, "else": true },
              "Dog": { "properties": { "kind": { "const": "dog" },
                "tags": { "prefixItems": [ { "type": "string" }, { "type": "integer", "multipleOf": 1 } ], "items": { "type": "boolean" }, "uniqueItems": true } },
                "dependentRequired": { "tags": ["name"] } }
            },
            "parameters": { "Trace": { "name": "trace", "in": "cookie", "schema": { "type": "string" } } },
            "headers": { "Size": { "required": true, "schema": { "type": "integer", "minimum": 1 } } },
            "requestBodies": { "Pet": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } } },
            "responses": { "Pets": { "description": "Pets", "content": {
              "application/json": { "schema": { "type": "array", "contains": { "$ref": "#/components/schemas/Pet" }, "minContains": 0, "items": { "$ref": "#/components/schemas/Pet" } } },
              "application/vnd.pets+json": { "schema": true }, "text/csv": {} } } },
            "pathItems": { "Pay": { "post": { "operationId": "paySubscription", "responses": { "303": { "description": "" } } } } },
            "examples": { "Tom": { "summary": "Tom", "value": { "kind": "cat", "name": "Tom" } } },
            "links": { "Self": { "operationRef": "#/paths/~1pets/get" } },
            "callbacks": { "Done": { "{$request.body#/url}": { "post": { "operationId": "calledBack", "responses": { "200": { "description": "" } } } } } },
            "securitySchemes": {
              "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "opaque" },
              "basic": { "type": "http", "scheme": "basic" },
              "key": { "type": "apiKey", "in": "header", "name": "Authorization", "x-authentication-scheme": "Token" },
              "tls": { "type": "mutualTLS" },
              "oauth": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": "https://example.com/token", "scopes": { "read": "Read" } } } },
              "openId": { "type": "openIdConnect", "openIdConnectUrl": "https://example.com/.well-known/openid-configuration" }
            }
          }
        }
        """;
}
